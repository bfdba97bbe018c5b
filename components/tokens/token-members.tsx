'use client'

import { useMemo } from 'react'
import type { MemberRow, TokenListRow } from '#protocol/dashboard/lists/tokens.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import { ListView } from '../grid/list-view.tsx'
import { NOTHING_SELECTED } from '../grid/selection.ts'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useSelection } from '../grid/use-selection.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { ReceiverState, receiverColumn } from '../registrations/receiver.tsx'
import { receiverTexts } from '../registrations/receiver-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Count } from '../ui/count.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { listenCommand } from '../ui/listen-command.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { MEMBER_LIST } from './filters.ts'
import { texts } from './texts.ts'

type Props = {
  token: TokenListRow
  first: FirstPage<ListPage<MemberRow>>
  mayRemove: boolean
  paused: boolean
}

const NO_FILTERS = [] as const

/** The members of a token, and how far each is behind. */
export function TokenMembers({ token, first, mayRemove, paused }: Props) {
  const t = useTexts(texts)
  const elements = useMemo(() => ({ id: String(token.id) }), [token.id])
  const list = useList({
    operation: 'listMembers',
    path: `/tokens/${token.id}`,
    filters: NO_FILTERS,
    address: MEMBER_LIST,
    first,
    elements,
    live: true,
    paused,
  })
  const selecting = useSelection(list.params)
  const { selection } = selecting
  const selectionAct = useSelectionAct(() => selecting.select(NOTHING_SELECTED))
  const receivers = useTexts(receiverTexts)
  const columns = useMemo(() => columnsOf({ t, receivers }, list.readAt), [t, receivers, list.readAt])
  const remove = () => {
    if (selection.kind !== 'some') return
    selectionAct.begin({ act: 'removeMembers', ids: selection.ids.map(Number) })
  }
  return (
    <ListView
      name="members"
      title={t.members}
      level={2}
      list={list}
      columns={columns}
      idOf={(row) => String(row.registrationId)}
      nameOf={(row) => row.name ?? row.aoiClientId}
      hrefOf={(row) => `/aoi-clients/${row.aoiClientId}`}
      {...(mayRemove ? { selecting } : {})}
      acts={
        <Button look="danger" onClick={remove}>
          {t.removeMember}
        </Button>
      }
      footer={selectionAct.dialog}
      empty={
        <EmptyState title={t.noMembers} hint={t.noMembersHow}>
          <Command
            name={t.command}
            text={listenCommand({
              ...first,
              application: quoteWord(token.applicationName),
              seed: 'the seed of this token',
            })}
          />
        </EmptyState>
      }
    />
  )
}

function quoteWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

type Texts = { t: (typeof texts)['en']; receivers: (typeof receiverTexts)['en'] }

function columnsOf({ t, receivers }: Texts, readAt: string): GridColumn<MemberRow>[] {
  return [
    {
      id: 'name',
      header: t.name,
      cell: (row) => <PlainText>{row.name ?? '–'}</PlainText>,
      text: (row) => row.name,
    },
    {
      id: 'aoiClient',
      header: t.aoiClient,
      cell: (row) => <span className="font-mono text-small">{row.aoiClientId}</span>,
      text: (row) => row.aoiClientId,
      width: 'w-60',
    },
    receiverColumn(receivers, 'l'),
    {
      id: 'online',
      header: t.online,
      cell: (row) => <ReceiverState {...row} t={receivers} />,
      width: 'w-26',
    },
    {
      id: 'behind',
      header: t.memberBehind,
      cell: (row) => <Count of={row.behind} />,
      align: 'end',
      room: 'm',
      width: 'w-28',
    },
    {
      id: 'since',
      header: t.since,
      cell: (row) => <Age at={row.since} now={later(readAt, row.since)} />,
      width: 'w-32',
    },
  ]
}
