'use client'

import { useMemo } from 'react'
import type { RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { receiverTexts } from '../registrations/receiver-texts.ts'
import { registrationColumns } from '../registrations/registration-columns.tsx'
import { texts as registrationTexts } from '../registrations/texts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { CLIENT_REGISTRATION_LIST } from './filters.ts'
import { texts } from './texts.ts'

type Props = {
  aoiClientId: string
  first: FirstPage<ListPage<RegistrationListRow>>
  paused: boolean
}

/** The registrations of one AOI Client, current and ended. */
export function ClientRegistrations({ aoiClientId, first, paused }: Props) {
  const t = useTexts(texts)
  const says = useTexts(registrationTexts)
  const receivers = useTexts(receiverTexts)
  const filters = useMemo<ListFilter[]>(
    () => [
      { name: 'applicationName', kind: 'text', label: says.application },
      {
        name: 'state',
        kind: 'choice',
        label: says.state,
        choices: (['active', 'ended'] as const).map((value) => ({ value, label: says[value] })),
      },
    ],
    [says],
  )
  const fixed = useMemo(() => ({ aoiClientId }), [aoiClientId])
  const list = useList({
    operation: 'listRegistrations',
    path: `/aoi-clients/${aoiClientId}`,
    filters,
    address: CLIENT_REGISTRATION_LIST,
    first,
    fixed,
    live: true,
    paused,
  })
  const columns = useMemo(
    () => registrationColumns({ says, receivers }, list.readAt).filter(({ id }) => id !== 'aoiClient'),
    [says, receivers, list.readAt],
  )
  return (
    <ListView
      name="client-registrations"
      title={t.registrations}
      level={2}
      list={list}
      columns={columns}
      idOf={(row) => String(row.id)}
      nameOf={(row) => row.applicationName}
      hrefOf={(row) => `/tokens/${row.token.id}`}
      empty={<EmptyState title={says.empty} hint={says.emptyHow} />}
    />
  )
}
