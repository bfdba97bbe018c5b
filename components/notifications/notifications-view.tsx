'use client'

import { useMemo, useState } from 'react'
import type { NotificationListRow, NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { copyText } from '../grid/copy-text.ts'
import { listHref } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { TailSwitch } from '../grid/tail-switch.tsx'
import { texts as gridTexts } from '../grid/texts.ts'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useTail } from '../grid/use-tail.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { DashboardError, readDashboard } from '../live/dashboard-api.ts'
import { Command } from '../ui/command.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { say } from '../ui/say.ts'
import { curlOf } from './curl.ts'
import { labelNotificationFilters } from './filters.ts'
import { notificationColumns } from './notification-columns.tsx'
import { OutcomeLegend } from './outcome-bar.tsx'
import { texts } from './texts.ts'

const LIVE_MILLISECONDS = 2000
const SAMPLE = { payload: '{"text":"Hello"}', ttlSeconds: 3600, urgency: 'normal' }

type Props = {
  first: FirstPage<ListPage<NotificationListRow>>
  mayReadPayload: boolean
}

/** The page `/notifications`: a tail of what is sent, searchable, that stands still when it is told to. */
export function NotificationsView({ first, mayReadPayload }: Props) {
  const t = useTexts(texts)
  const says = useTexts(gridTexts)
  const { publicUrl } = first
  const filters = useMemo(() => labelNotificationFilters(t), [t])
  const list = useList({
    operation: 'listNotifications',
    path: '/notifications',
    filters,
    first,
    refetchMs: LIVE_MILLISECONDS,
  })
  const [openedAt] = useState(first.readAt)
  const isHead = list.params.cursor === undefined && list.params.sort === undefined
  const tail = useTail(list.page?.rows ?? NO_ROWS, listHref('', list.params))
  const columns = useMemo(() => {
    const copyCurl = (row: NotificationListRow) => {
      readDashboard<NotificationPayload>('readPayload', { path: { id: row.id } })
        .then(({ payload, encoding }) => {
          const text = encoding === 'json' ? payload : JSON.stringify(payload)
          copyText(curlOf(publicUrl, { ...row, payload: text }), says)
        })
        .catch((error) => say(error instanceof DashboardError ? error.desc : says.copyFailed, 'danger'))
    }
    return notificationColumns(t, { readAt: list.readAt, ...(mayReadPayload ? { copyCurl } : {}) })
  }, [t, says, list.readAt, publicUrl, mayReadPayload])
  return (
    <ListView
      name="notifications"
      title={t.title}
      list={list}
      {...(list.page !== undefined && isHead ? { rows: tail.rows } : {})}
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.applicationName}
      hrefOf={(row) => `/notifications/${row.id}`}
      isArrival={(row) => row.acceptedAt > openedAt}
      controls={isHead ? <TailSwitch tail={tail} /> : null}
      banner={<OutcomeLegend />}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command name={t.command} text={curlOf(publicUrl, SAMPLE)} />
        </EmptyState>
      }
    />
  )
}

const NO_ROWS: readonly NotificationListRow[] = []
