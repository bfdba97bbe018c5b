'use client'

import { useMemo } from 'react'
import type { RegistrationListRow } from '#protocol/dashboard/lists/registrations.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { AoiClientLink, StateMark, TokenLink } from '../ui/cells.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { formatNumber } from '../ui/format.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { RegistrationTabs } from './registration-tabs.tsx'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = RegistrationListRow

/** The page `/registrations`: who is a member of which token. */
export function RegistrationsView({ first }: { first: FirstPage<ListPage<Row>> }) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({ operation: 'listRegistrations', path: '/registrations', filters, first, live: true })
  const columns = useMemo(() => columnsOf(t, list.readAt), [t, list.readAt])
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
  ]
}

function columnsOf(t: Texts, readAt: string): GridColumn<Row>[] {
  return [
    {
      id: 'application',
      header: t.application,
      cell: (row) => <PlainText>{row.applicationName}</PlainText>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
      width: 'w-[26%]',
    },
    {
      id: 'aoiClient',
      header: t.aoiClient,
      cell: (row) => <AoiClientLink id={row.aoiClientId} />,
      text: (row) => row.aoiClientId,
      filter: 'aoiClientId',
      width: 'w-[26%]',
    },
    {
      id: 'token',
      header: t.token,
      cell: (row) => <TokenLink {...row.token} />,
      text: (row) => row.token.fingerprint,
      filter: 'tokenId',
      filterValue: (row) => String(row.token.id),
    },
    {
      id: 'state',
      header: t.state,
      cell: (row) => (
        <StateMark on={row.endedAt === undefined} label={row.endedAt === undefined ? t.active : t.ended} />
      ),
    },
    {
      id: 'behind',
      header: t.behind,
      cell: (row) => <span className="tabular-nums">{formatNumber(row.behind)}</span>,
      align: 'end',
    },
    {
      id: 'since',
      header: t.since,
      cell: (row) => <Age at={row.createdAt} now={later(readAt, row.createdAt)} />,
    },
  ]
}
