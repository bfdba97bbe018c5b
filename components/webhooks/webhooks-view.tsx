'use client'

import { useMemo, useState } from 'react'
import type { WebhookRow } from '#protocol/webhooks.ts'
import type { GridColumn } from '../grid/columns.ts'
import { later } from '../grid/later.ts'
import { ListView } from '../grid/list-view.tsx'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import type { Format } from '../ui/format.ts'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { CreateWebhook } from './create-webhook.tsx'
import { WEBHOOK_LIST } from './filters.ts'
import { texts } from './texts.ts'
import { WebhookState } from './webhook-state.tsx'

type Texts = (typeof texts)['en']
type Row = WebhookRow

type Props = { first: FirstPage<ListPage<Row>>; mayManage: boolean }

/** The page `/webhooks`: every webhook, also disabled ones. */
export function WebhooksView({ first, mayManage }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const [isCreating, setCreating] = useState(false)
  const list = useList({
    ...{ operation: 'listWebhooks', path: '/webhooks', filters: NO_FILTERS, address: WEBHOOK_LIST },
    ...{ first, live: true },
  })
  const columns = useMemo(() => columnsOf(t, { readAt: list.readAt, format }), [t, list.readAt, format])
  return (
    <ListView
      name="webhooks"
      title={t.title}
      list={list}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.name}
      hrefOf={(row) => `/webhooks/${row.id}`}
      controls={
        mayManage ? (
          <Button look="primary" onClick={() => setCreating(true)}>
            {t.create}
          </Button>
        ) : null
      }
      footer={isCreating ? <CreateWebhook close={() => setCreating(false)} /> : null}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command
            name={t.command}
            text="npx aoi admin webhooks create --name orders --url https://orders.example.com/aoi --application com.example.*"
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
    {
      id: 'state',
      header: t.state,
      cell: (row) => <WebhookState webhook={row} />,
      width: 'w-36',
    },
    {
      id: 'url',
      header: t.url,
      cell: (row) => <PlainText className="wrap-anywhere">{row.url}</PlainText>,
      text: (row) => row.url,
    },
    {
      id: 'applications',
      header: t.applications,
      cell: (row) => <PlainText className="wrap-anywhere">{row.applications.join(', ')}</PlainText>,
      text: (row) => row.applications.join(', '),
      room: 'xl',
      width: 'w-[18%]',
    },
    {
      id: 'behind',
      header: t.behind,
      cell: ({ behind }) => (
        <span className={behind === 0 ? 'text-muted' : 'font-medium'}>{format.number(behind)}</span>
      ),
      align: 'end',
      width: 'w-28',
    },
    {
      id: 'delivered',
      header: t.delivered,
      cell: ({ deliveredAt }) =>
        deliveredAt === undefined ? t.never : <Age at={deliveredAt} now={later(readAt, deliveredAt)} />,
      room: 'm',
      width: 'w-32',
    },
  ]
}
