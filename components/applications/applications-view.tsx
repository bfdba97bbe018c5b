'use client'

import Link from 'next/link'
import { useMemo, useState } from 'react'
import type { ServerApplicationRow } from '#protocol/dashboard/lists/applications.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { partyHref } from '../statistics/party.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Count } from '../ui/count.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { APPLICATION_LIST } from './filters.ts'
import { type KeyAct, KeyDialog } from './key-acts.tsx'
import { KeyList } from './key-list.tsx'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = ServerApplicationRow

type Props = { first: FirstPage<ListPage<Row>>; mayManage: boolean }

/** The page `/applications`: the Server Applications and their keys. */
export function ApplicationsView({ first, mayManage }: Props) {
  const t = useTexts(texts)
  const filters = useMemo<ListFilter[]>(() => [{ name: 'name', kind: 'text', label: t.name }], [t])
  const list = useList({
    operation: 'listServerApplications',
    path: '/applications',
    filters,
    address: APPLICATION_LIST,
    first,
  })
  const [act, begin] = useState<KeyAct>()
  const columns = useMemo(
    () => columnsOf(t, { readAt: list.readAt, begin: mayManage ? begin : undefined }),
    [t, list.readAt, mayManage],
  )
  return (
    <ListView
      name="applications"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.name}
      controls={
        mayManage ? (
          <Button look="primary" onClick={() => begin({ kind: 'create' })}>
            {t.create}
          </Button>
        ) : null
      }
      footer={<KeyDialog act={act} close={() => begin(undefined)} />}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command
            name={t.command}
            text={'npx aoi admin keys create --name my-server --application com.example.news'}
          />
        </EmptyState>
      }
    />
  )
}

type ColumnParts = {
  readAt: string
  /** Missing if the role may not manage keys. */
  begin: ((act: KeyAct) => void) | undefined
}

function columnsOf(t: Texts, { readAt, begin }: ColumnParts): GridColumn<Row>[] {
  return [
    {
      id: 'name',
      header: t.name,
      cell: (row) => (
        <Link
          href={partyHref({ unit: 'sender', key: row.id })}
          prefetch={false}
          className="wrap-anywhere inline-block min-h-6 underline decoration-line underline-offset-4 hover:decoration-ink"
        >
          <PlainText>{row.name}</PlainText>
        </Link>
      ),
      text: (row) => row.name,
      filter: 'name',
      width: 'w-[20%]',
    },
    {
      id: 'keys',
      header: t.keys,
      cell: (row) => <KeyList application={row} {...{ readAt, begin }} />,
    },
    {
      id: 'rate',
      header: t.lastHour,
      cell: (row) => <Count of={row.sentLastHour} />,
      align: 'end',
      width: 'w-30',
    },
    {
      id: 'created',
      header: t.created,
      cell: (row) => <Age at={row.createdAt} now={later(readAt, row.createdAt)} />,
      room: 'xl',
      width: 'w-32',
    },
  ]
}
