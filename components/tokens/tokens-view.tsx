'use client'

import { useMemo } from 'react'
import type { TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import type { GridColumn } from '../grid/columns.ts'
import { ComposeLink } from '../grid/compose-link.tsx'
import { later } from '../grid/later.ts'
import type { ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Command } from '../ui/command.tsx'
import { Count } from '../ui/count.tsx'
import { Dotted } from '../ui/dotted.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { listenCommand } from '../ui/listen-command.ts'
import { Age } from '../ui/moment.tsx'
import { TOKEN_LIST } from './filters.ts'
import { Invite } from './invite.tsx'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = TokenListRow

/** The page `/tokens`. */
export function TokensView({ first, mayCompose }: { first: FirstPage<ListPage<Row>>; mayCompose: boolean }) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({
    operation: 'listTokens',
    path: '/tokens',
    filters,
    address: TOKEN_LIST,
    first,
    live: true,
  })
  const columns = useMemo(() => columnsOf(t, list.readAt), [t, list.readAt])
  return (
    <ListView
      name="tokens"
      title={t.title}
      list={list}
      columns={columns}
      controls={
        <>
          <Invite {...{ ...first, mayCompose }} />
          {mayCompose ? <ComposeLink of="tokens" list={list} /> : null}
        </>
      }
      idOf={(row) => String(row.id)}
      nameOf={(row) => row.fingerprint}
      hrefOf={(row) => `/tokens/${row.id}`}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command
            name={t.command}
            text={listenCommand({ ...first, application: 'com.example.news', seed: 'a seed of your own' })}
          />
        </EmptyState>
      }
    />
  )
}

function labelFilters(t: Texts): ListFilter[] {
  return [
    { name: 'applicationName', kind: 'text', label: t.application, placeholder: 'com.example.news' },
    { name: 'fingerprint', kind: 'text', label: t.fingerprint, placeholder: '3fa9' },
    {
      name: 'kind',
      kind: 'choice',
      label: t.kind,
      choices: [
        { value: 'shared', label: t.shared },
        { value: 'unique', label: t.unique },
      ],
    },
    {
      name: 'members',
      kind: 'choice',
      label: t.members,
      choices: [
        { value: 'some', label: t.some },
        { value: 'none', label: t.none },
      ],
    },
    { name: 'simulated', kind: 'choice', label: t.simulated, choices: [{ value: 'true', label: t.shown }] },
  ]
}

function columnsOf(t: Texts, readAt: string): GridColumn<Row>[] {
  return [
    {
      id: 'fingerprint',
      header: t.fingerprint,
      cell: (row) => <span className="font-mono">{row.fingerprint}</span>,
      text: (row) => row.fingerprint,
      filter: 'fingerprint',
      width: 'w-34',
    },
    {
      id: 'application',
      header: t.application,
      cell: (row) => <Dotted>{row.applicationName}</Dotted>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
    },
    { id: 'kind', header: t.kind, cell: (row) => t[row.kind], width: 'w-24' },
    {
      id: 'members',
      header: t.members,
      cell: (row) => <Count of={row.members} />,
      align: 'end',
      width: 'w-28',
    },
    {
      id: 'online',
      header: t.online,
      cell: (row) => <Count of={row.online} />,
      align: 'end',
      width: 'w-24',
    },
    {
      id: 'behind',
      header: t.behind,
      cell: (row) => <Count of={row.behind} />,
      align: 'end',
      room: 'm',
      width: 'w-28',
    },
    {
      id: 'lastAccepted',
      header: t.lastAccepted,
      cell: (row) =>
        row.lastAcceptedAt === undefined ? (
          t.never
        ) : (
          <Age at={row.lastAcceptedAt} now={later(readAt, row.lastAcceptedAt)} />
        ),
      room: 'l',
      width: 'w-32',
    },
    {
      id: 'created',
      header: t.created,
      cell: (row) => <Age at={row.createdAt} now={later(readAt, row.createdAt)} />,
      room: 'xl',
      width: 'w-32',
    },
    { id: 'vapid', header: t.vapid, cell: (row) => (row.vapid ? '✓' : '–'), room: 'xxl', width: 'w-24' },
  ]
}
