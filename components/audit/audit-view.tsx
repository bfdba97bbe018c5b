'use client'

import { useMemo } from 'react'
import type { AuditRow } from '#protocol/dashboard/lists/audit.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useSentences } from '../i18n/server-sentences.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Dotted } from '../ui/dotted.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { AuditExport } from './audit-export.tsx'
import { AUDIT_LIST } from './filters.ts'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = AuditRow

/** The page `/audit`: the acts of operators, with their reasons. */
export function AuditView({ first }: { first: FirstPage<ListPage<Row>> }) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({ operation: 'listAudit', path: '/audit', filters, address: AUDIT_LIST, first })
  const translate = useSentences()
  const columns = useMemo(() => columnsOf(t, { readAt: list.readAt, translate }), [t, list.readAt, translate])
  return (
    <ListView
      name="audit"
      title={t.title}
      list={list}
      columns={columns}
      controls={list.problems.length > 0 ? null : <AuditExport params={list.params} />}
      idOf={(row) => String(row.id)}
      nameOf={(row) => `${row.action} ${row.at}`}
      empty={<EmptyState title={t.empty} hint={t.emptyHow} />}
    />
  )
}

function labelFilters(t: Texts): ListFilter[] {
  return [
    { name: 'actor', kind: 'text', label: t.actor },
    { name: 'action', kind: 'text', label: t.action, placeholder: 'token.revoke' },
    { name: 'subject', kind: 'text', label: t.subject },
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
      id: 'actor',
      header: t.actor,
      cell: (row) => <PlainText>{row.actor}</PlainText>,
      text: (row) => row.actor,
      filter: 'actor',
      width: 'w-[20%]',
    },
    {
      id: 'action',
      header: t.action,
      cell: (row) => (
        <span className="font-mono">
          <Dotted>{row.action}</Dotted>
        </span>
      ),
      text: (row) => row.action,
      filter: 'action',
      width: 'w-[20%]',
    },
    {
      id: 'subject',
      header: t.subject,
      cell: (row) => <PlainText className="font-mono">{row.subject}</PlainText>,
      text: (row) => row.subject,
      filter: 'subject',
      width: 'w-[22%]',
    },
    {
      id: 'detail',
      header: t.detail,
      cell: (row) => <PlainText>{row.detail === undefined ? '–' : translate(row.detail)}</PlainText>,
      text: (row) => row.detail,
    },
  ]
}
