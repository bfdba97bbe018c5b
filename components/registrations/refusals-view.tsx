'use client'

import { useMemo } from 'react'
import type { RefusalRow } from '#protocol/dashboard/lists/registrations.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useSentences } from '../i18n/server-sentences.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { AoiClientLink } from '../ui/cells.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { REFUSAL_LIST } from './filters.ts'
import { RegistrationTabs } from './registration-tabs.tsx'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = RefusalRow

/** The page `/registrations/refusals`: refused registrations, and why. */
export function RefusalsView({ first }: { first: FirstPage<ListPage<Row>> }) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({
    operation: 'listRefusals',
    path: '/registrations/refusals',
    filters,
    address: REFUSAL_LIST,
    first,
  })
  const translate = useSentences()
  const columns = useMemo(() => columnsOf(t, { readAt: list.readAt, translate }), [t, list.readAt, translate])
  return (
    <ListView
      name="refusals"
      title={t.refusals}
      list={list}
      columns={columns}
      idOf={(row) => String(row.id)}
      nameOf={(row) => `${row.code} ${row.at}`}
      controls={<RegistrationTabs current="refusals" />}
      empty={<EmptyState title={t.emptyRefusals} hint={t.emptyRefusalsHow} />}
    />
  )
}

function labelFilters(t: Texts): ListFilter[] {
  return [
    { name: 'code', kind: 'text', label: t.code, placeholder: '403' },
    { name: 'applicationName', kind: 'text', label: t.application, placeholder: 'com.example.news' },
    { name: 'aoiClientId', kind: 'text', label: t.aoiClient, placeholder: 'ac_…' },
    { name: 'from', kind: 'moment', label: t.rangeFrom },
    { name: 'to', kind: 'moment', label: t.rangeTo },
  ]
}

type ColumnParts = { readAt: string; translate: (sentence: string) => string }

function columnsOf(t: Texts, { readAt, translate }: ColumnParts): GridColumn<Row>[] {
  return [
    {
      id: 'at',
      header: t.at,
      cell: (row) => <Age at={row.at} now={later(readAt, row.at)} />,
      text: (row) => row.at,
      width: 'w-34',
    },
    {
      id: 'code',
      header: t.code,
      cell: (row) => <span className="font-mono">{row.code}</span>,
      text: (row) => row.code,
      filter: 'code',
      width: 'w-22',
    },
    {
      id: 'reason',
      header: t.reason,
      cell: (row) => <PlainText>{translate(row.reason)}</PlainText>,
      text: (row) => row.reason,
    },
    {
      id: 'application',
      header: t.application,
      cell: (row) => <PlainText>{row.applicationName ?? t.unknown}</PlainText>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
      width: 'w-[25%]',
    },
    {
      id: 'aoiClient',
      header: t.aoiClient,
      cell: (row) => (row.aoiClientId === undefined ? t.unknown : <AoiClientLink id={row.aoiClientId} />),
      text: (row) => row.aoiClientId,
      filter: 'aoiClientId',
      room: 'm',
      width: 'w-60',
    },
  ]
}
