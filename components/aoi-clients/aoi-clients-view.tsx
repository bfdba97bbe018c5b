'use client'

import { useMemo } from 'react'
import type { AoiClientFilter, AoiClientListRow } from '#protocol/dashboard/lists/aoi-clients.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import type { GridColumn } from '../grid/columns.ts'
import { ComposeLink } from '../grid/compose-link.tsx'
import { later } from '../grid/later.ts'
import { filtersOf, type ListFilter } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { ParamLink } from '../grid/param-link.tsx'
import { NOTHING_SELECTED } from '../grid/selection.ts'
import { type FirstPage, type List, type ListPage, useList } from '../grid/use-list.ts'
import { useSelection } from '../grid/use-selection.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { ReceiverState, receiverColumn } from '../registrations/receiver.tsx'
import { receiverTexts } from '../registrations/receiver-texts.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { Count } from '../ui/count.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { listenCommand } from '../ui/listen-command.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { AOI_CLIENT_LIST } from './filters.ts'
import { texts } from './texts.ts'

type Texts = (typeof texts)['en']
type Row = AoiClientListRow

const UNSEEN_MILLISECONDS = 30 * 86_400_000

type Props = { first: FirstPage<ListPage<Row>>; mayAct: boolean; mayCompose: boolean }

/** The page `/aoi-clients`. */
export function AoiClientsView({ first, mayAct, mayCompose }: Props) {
  const t = useTexts(texts)
  const filters = useMemo(() => labelFilters(t), [t])
  const list = useList({
    operation: 'listAoiClients',
    path: '/aoi-clients',
    filters,
    address: AOI_CLIENT_LIST,
    first,
    live: true,
  })
  const receivers = useTexts(receiverTexts)
  const columns = useMemo(() => columnsOf({ t, receivers }, list.readAt), [t, receivers, list.readAt])
  const selecting = useSelection(list.params)
  const { selection } = selecting
  const selectionAct = useSelectionAct(() => selecting.select(NOTHING_SELECTED))
  const begin = (act: 'disconnect' | 'deregister' | 'label') => {
    if (selection.kind === 'some') selectionAct.begin({ act, ids: [...selection.ids] })
    else selectionAct.begin({ act, clients: filtersOf(list.params) as AoiClientFilter })
  }
  return (
    <ListView
      {...(mayAct ? { selecting } : {})}
      acts={
        <>
          <Button onClick={() => begin('label')}>{t.labelThem}</Button>
          <Button onClick={() => begin('disconnect')}>{t.disconnect}</Button>
          <Button look="danger" onClick={() => begin('deregister')}>
            {t.deregister}
          </Button>
        </>
      }
      actsOnAll
      controls={
        <>
          <UnseenLink {...list} />
          {mayCompose ? <ComposeLink of="aoi-clients" list={list} /> : null}
        </>
      }
      footer={selectionAct.dialog}
      name="aoi-clients"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => String(row.id)}
      nameOf={(row) => (row.name === undefined ? row.id : `${row.name} ${row.id}`)}
      hrefOf={(row) => `/aoi-clients/${row.id}`}
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

/** The filter by which operators find devices to remove. */
function UnseenLink({ path, go, readAt }: Pick<List<unknown>, 'path' | 'go' | 'readAt'>) {
  const t = useTexts(texts)
  const notSeenSince = new Date(Date.parse(readAt) - UNSEEN_MILLISECONDS).toISOString()
  return (
    <ParamLink {...{ path, go }} params={{ online: 'false', notSeenSince }} className={buttonClass()}>
      {t.unseen}
    </ParamLink>
  )
}

function labelFilters(t: Texts): ListFilter[] {
  return [
    { name: 'id', kind: 'text', label: t.id, placeholder: 'ac_' },
    { name: 'name', kind: 'text', label: t.name },
    { name: 'platform', kind: 'text', label: t.platform },
    { name: 'label', kind: 'text', label: t.label },
    {
      name: 'online',
      kind: 'choice',
      label: t.state,
      choices: [
        { value: 'true', label: t.online },
        { value: 'false', label: t.offline },
      ],
    },
    { name: 'simulated', kind: 'choice', label: t.simulated, choices: [{ value: 'true', label: t.shown }] },
    { name: 'notSeenSince', kind: 'moment', label: t.notSeenSince },
  ]
}

type ColumnTexts = { t: Texts; receivers: (typeof receiverTexts)['en'] }

function columnsOf({ t, receivers }: ColumnTexts, readAt: string): GridColumn<Row>[] {
  return [
    {
      id: 'name',
      header: t.name,
      cell: (row) => <PlainText>{row.name ?? t.unnamed}</PlainText>,
      text: (row) => row.name,
      filter: 'name',
    },
    {
      id: 'id',
      header: t.id,
      cell: (row) => <span className="font-mono text-small">{row.id}</span>,
      text: (row) => row.id,
      filter: 'id',
      width: 'w-60',
    },
    {
      id: 'state',
      header: t.state,
      cell: (row) => <ReceiverState {...row} t={receivers} />,
      width: 'w-26',
    },
    receiverColumn(receivers, 'xxl'),
    {
      id: 'platform',
      header: t.platform,
      cell: (row) => <PlainText>{row.platform ?? '–'}</PlainText>,
      text: (row) => row.platform,
      filter: 'platform',
      room: '4xl',
      width: 'w-34',
    },
    {
      id: 'label',
      header: t.label,
      cell: (row) => <PlainText>{row.label ?? '–'}</PlainText>,
      text: (row) => row.label,
      filter: 'label',
      room: 'm',
      width: 'w-34',
    },
    {
      id: 'registrations',
      header: t.registrations,
      cell: (row) => <Count of={row.registrations} />,
      align: 'end',
      room: '3xl',
      width: 'w-34',
    },
    {
      id: 'queue',
      header: t.queue,
      cell: (row) => <Count of={row.queue} />,
      align: 'end',
      room: 'l',
      width: 'w-32',
    },
    {
      id: 'lastSeen',
      header: t.lastSeen,
      cell: (row) => <Age at={row.lastSeenAt} now={later(readAt, row.lastSeenAt)} />,
      width: 'w-32',
    },
    {
      id: 'created',
      header: t.created,
      cell: (row) => <Age at={row.createdAt} now={later(readAt, row.createdAt)} />,
      sort: { up: 'oldest' },
      room: '5xl',
      width: 'w-32',
    },
  ]
}
