'use client'

import { useMemo, useState } from 'react'
import type { HookListRow } from '#protocol/dashboard/lists/hooks.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { StateMark, TokenLink } from '../ui/cells.tsx'
import { Command } from '../ui/command.tsx'
import { Dotted } from '../ui/dotted.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import type { Format } from '../ui/format.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { CreateHook } from './create-hook.tsx'
import { HOOK_LIST } from './filters.ts'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = HookListRow

type Props = { first: FirstPage<ListPage<Row>>; mayManage: boolean }

/** The page `/hooks`: every hook, also revoked ones. */
export function HooksView({ first, mayManage }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const [isCreating, setCreating] = useState(false)
  const list = useList({
    ...{ operation: 'listHooks', path: '/hooks', filters: NO_FILTERS, address: HOOK_LIST },
    ...{ first, live: true },
  })
  const columns = useMemo(() => columnsOf(t, { readAt: list.readAt, format }), [t, list.readAt, format])
  return (
    <ListView
      name="hooks"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.name}
      hrefOf={(row) => `/hooks/${row.id}`}
      controls={
        mayManage ? (
          <Button look="primary" onClick={() => setCreating(true)}>
            {t.create}
          </Button>
        ) : null
      }
      footer={isCreating ? <CreateHook close={() => setCreating(false)} /> : null}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command
            name={t.command}
            text="npx aoi admin hooks create --name backups --token g1… --shape plain"
          />
        </EmptyState>
      }
    />
  )
}

const NO_FILTERS = [] as const

type ColumnParts = { readAt: string; format: Format }

function columnsOf(t: Texts, { readAt, format }: ColumnParts): GridColumn<Row>[] {
  return [
    {
      id: 'name',
      header: t.name,
      cell: (row) => <PlainText>{row.name}</PlainText>,
      text: (row) => row.name,
      width: 'w-[22%]',
    },
    { id: 'shape', header: t.shape, cell: (row) => row.shape, text: (row) => row.shape, width: 'w-32' },
    {
      id: 'token',
      header: t.token,
      cell: ({ token }) =>
        token.id === undefined ? (
          <span className="font-mono">{token.fingerprint}</span>
        ) : (
          <TokenLink id={token.id} fingerprint={token.fingerprint} />
        ),
      text: (row) => row.token.fingerprint,
      width: 'w-24',
    },
    {
      id: 'application',
      header: t.application,
      cell: (row) => <Dotted>{row.applicationName}</Dotted>,
      text: (row) => row.applicationName,
      room: 'l',
    },
    {
      id: 'state',
      header: t.state,
      cell: ({ revokedAt }) => (
        <StateMark on={revokedAt === undefined} label={revokedAt === undefined ? t.valid : t.revoked} />
      ),
      width: 'w-32',
    },
    {
      id: 'lastUsed',
      header: t.lastUsed,
      cell: ({ lastUsedAt }) =>
        lastUsedAt === undefined ? t.never : <Age at={lastUsedAt} now={later(readAt, lastUsedAt)} />,
      width: 'w-32',
    },
    {
      id: 'refused',
      header: t.refused,
      cell: ({ requests: { kept, refused } }) => (
        <span className={refused === 0 ? 'text-muted' : 'font-medium text-danger'}>
          {t.refusedOf(format.number(refused), format.number(kept))}
        </span>
      ),
      align: 'end',
      room: 'm',
      width: 'w-28',
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
