'use client'

import Link from 'next/link'
import { useMemo, useState } from 'react'
import type { ScheduledListRow } from '#protocol/dashboard/lists/scheduled.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import type { GridColumn } from '../grid/columns.ts'
import { ListView } from '../grid/list-view.tsx'
import { NOTHING_SELECTED } from '../grid/selection.ts'
import { tokenColumn } from '../grid/token-column.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useSelection } from '../grid/use-selection.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Dotted } from '../ui/dotted.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { ChangeTime } from './change-time.tsx'
import { labelScheduledFilters, SCHEDULED_LIST } from './filters.ts'
import { Planned } from './planned.tsx'
import { texts } from './texts.ts'

type Row = ScheduledListRow
type Texts = (typeof texts)['en']

type Props = {
  first: FirstPage<ListPage<Row>>
  mayAct: boolean
  mayCompose: boolean
}

/** The page `/notifications/scheduled`: notifications that wait for their time, the earliest first. */
export function ScheduledView({ first, mayAct, mayCompose }: Props) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelScheduledFilters(t), [t])
  const [changing, setChanging] = useState<Row>()
  const list = useList({
    ...{ operation: 'listScheduled', path: '/notifications/scheduled', filters, address: SCHEDULED_LIST },
    ...{ first, live: true },
  })
  const columns = useMemo(() => columnsOf(t, list.readAt), [t, list.readAt])
  const selecting = useSelection(list.params)
  const selectionAct = useSelectionAct(() => selecting.select(NOTHING_SELECTED))
  const { selection } = selecting
  /** The row, if exactly one is selected. */
  const only =
    selection.kind === 'some' && selection.ids.length === 1
      ? list.page?.rows.find(({ id }) => selection.ids.includes(id))
      : undefined
  return (
    <ListView
      name="scheduled"
      title={t.title}
      list={list}
      {...(mayAct ? { selecting } : {})}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.title ?? row.applicationName}
      controls={
        mayCompose ? (
          <Link href="/compose" prefetch={false} className={buttonClass('primary')}>
            {t.compose}
          </Link>
        ) : null
      }
      acts={
        <>
          {only === undefined ? null : <Button onClick={() => setChanging(only)}>{t.changeTime}</Button>}
          <Button
            look="danger"
            onClick={() => {
              if (selection.kind === 'some') selectionAct.begin({ act: 'cancel', ids: [...selection.ids] })
            }}
          >
            {t.cancel}
          </Button>
        </>
      }
      footer={
        <>
          {selectionAct.dialog}
          {changing === undefined ? null : <ChangeTime row={changing} close={() => setChanging(undefined)} />}
        </>
      }
      empty={<EmptyState title={t.empty} hint={t.emptyHow} />}
    />
  )
}

function columnsOf(t: Texts, readAt: string): GridColumn<Row>[] {
  return [
    {
      id: 'title',
      header: t.heading,
      cell: ({ title }) =>
        title === undefined ? (
          <span className="text-muted">{t.noTitle}</span>
        ) : (
          <PlainText>{title}</PlainText>
        ),
      text: (row) => row.title,
    },
    {
      id: 'when',
      header: t.when,
      cell: ({ deliverAt }) => (
        <>
          <Planned at={deliverAt} />
          <span className="block text-muted text-small">
            <Age at={deliverAt} now={readAt} />
          </span>
        </>
      ),
      text: (row) => row.deliverAt,
      width: 'w-52',
    },
    {
      id: 'application',
      header: t.application,
      cell: (row) => <Dotted>{row.applicationName}</Dotted>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
      width: 'w-[22%]',
    },
    tokenColumn(t.token),
    {
      id: 'sender',
      header: t.sender,
      cell: (row) => <PlainText>{row.serverApplication}</PlainText>,
      text: (row) => row.serverApplication,
      room: 'm',
      width: 'w-32',
    },
    {
      id: 'topic',
      header: t.topic,
      cell: (row) => <PlainText>{row.topic ?? ''}</PlainText>,
      text: (row) => row.topic,
      room: 'xl',
      width: 'w-28',
    },
  ]
}
