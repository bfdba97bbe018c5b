'use client'

import { useMemo } from 'react'
import type { RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { REGISTRATION_LIST } from './filters.ts'
import { receiverTexts } from './receiver-texts.ts'
import { registrationColumns } from './registration-columns.tsx'
import { RegistrationTabs } from './registration-tabs.tsx'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = RegistrationListRow

/** The page `/registrations`: the members of all tokens. */
export function RegistrationsView({ first }: { first: FirstPage<ListPage<Row>> }) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({
    operation: 'listRegistrations',
    path: '/registrations',
    filters,
    address: REGISTRATION_LIST,
    first,
    live: true,
  })
  const receivers = useTexts(receiverTexts)
  const columns = useMemo(
    () => registrationColumns({ says: t, receivers }, list.readAt),
    [t, receivers, list.readAt],
  )
  return (
    <ListView
      name="registrations"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => String(row.id)}
      nameOf={(row) => `${row.aoiClientId} ${row.applicationName}`}
      controls={<RegistrationTabs current="members" />}
      empty={<EmptyState title={t.empty} hint={t.emptyHow} />}
    />
  )
}

function labelFilters(t: Texts): ListFilter[] {
  return [
    { name: 'applicationName', kind: 'text', label: t.application, placeholder: 'com.example.news' },
    { name: 'aoiClientId', kind: 'text', label: t.aoiClient, placeholder: 'ac_…' },
    { name: 'tokenId', kind: 'text', label: t.tokenId },
    {
      name: 'state',
      kind: 'choice',
      label: t.state,
      choices: [
        { value: 'active', label: t.active },
        { value: 'ended', label: t.ended },
      ],
    },
    { name: 'simulated', kind: 'choice', label: t.simulated, choices: [{ value: 'true', label: t.shown }] },
  ]
}
