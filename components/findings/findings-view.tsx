'use client'

import Link from 'next/link'
import { useMemo } from 'react'
import type { FindingRow } from '#protocol/findings.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { FINDING_LIST, labelFindingFilters } from './filters.ts'
import { FindingActs } from './finding-acts.tsx'
import { FindingState } from './finding-state.tsx'
import { findingSteps } from './finding-steps.ts'
import { FindingText, useFindingTitle } from './finding-text.tsx'
import { findingTitles } from './finding-titles.ts'
import { nextStepOf } from './next-step.ts'
import { texts } from './texts.ts'

type Row = FindingRow
type Props = { first: FirstPage<ListPage<Row>>; mayAct: boolean }

/** The page `/findings`: matters that need an operator, also resolved ones. */
export function FindingsView({ first, mayAct }: Props) {
  const t = useTexts(texts)
  const titles = useTexts(findingTitles)
  const steps = useTexts(findingSteps)
  const titleOf = useFindingTitle()
  const filters = useMemo(() => labelFindingFilters(t, titles), [t, titles])
  const list = useList({
    ...{ operation: 'listFindings', path: '/findings', filters, address: FINDING_LIST },
    ...{ first, live: true },
  })
  const { readAt } = list
  const columns: GridColumn<Row>[] = [
    { id: 'finding', header: t.finding, cell: (row) => <FindingText finding={row} />, text: titleOf },
    {
      id: 'state',
      header: t.state,
      cell: (row) => <FindingState finding={row} readAt={readAt} />,
      text: (row) => row.state,
      filter: 'state',
      width: 'w-36',
    },
    {
      id: 'since',
      header: t.since,
      cell: (row) => <Age at={row.since} now={later(readAt, row.since)} />,
      text: (row) => row.since,
      room: 'm',
      width: 'w-28',
    },
    {
      id: 'next',
      header: t.next,
      cell: (row) => (
        <Link
          href={nextStepOf(row, Date.parse(readAt))}
          prefetch={false}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
        >
          {steps[row.kind]}
        </Link>
      ),
      width: 'w-48',
    },
    ...(mayAct
      ? [
          {
            id: 'acts',
            header: t.acts,
            cell: (row: Row) => <FindingActs finding={row} name={titleOf(row)} />,
            width: 'w-56',
          },
        ]
      : []),
  ]
  return (
    <ListView
      name="findings"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={titleOf}
      empty={<EmptyState title={t.empty} hint={t.emptyHow} />}
    />
  )
}
