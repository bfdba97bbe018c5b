'use client'

import { useCallback, useMemo, useState } from 'react'
import type { SelectionReq } from '#protocol/dashboard/acts.ts'
import type { NotificationListRow, NotificationPayload } from '#protocol/dashboard/lists/notifications.ts'
import { explainFailure, failureTexts } from '../acts/failure-texts.ts'
import { useSelectionAct } from '../acts/use-selection-act.tsx'
import { ExportLinks } from '../grid/export-links.tsx'
import { filtersOf, type ListParams } from '../grid/list-params.ts'
import { ListView } from '../grid/list-view.tsx'
import { NOTHING_SELECTED, type Selection } from '../grid/selection.ts'
import { texts as gridTexts } from '../grid/texts.ts'
import { type FirstPage, type ListPage, useList } from '../grid/use-list.ts'
import { useSelection } from '../grid/use-selection.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { Button } from '../ui/button.tsx'
import { Command } from '../ui/command.tsx'
import { copyText } from '../ui/copy-text.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { showToast } from '../ui/toast.ts'
import { curlOf } from './curl.ts'
import { labelNotificationFilters, NOTIFICATION_LIST } from './filters.ts'
import { notificationColumns } from './notification-columns.tsx'
import { OutcomeLegend } from './outcome-bar.tsx'
import { texts } from './texts.ts'

const SAMPLE = {
  sent: { payload: '{"text":"Hello"}', encoding: 'json' },
  ttlSeconds: 3600,
  urgency: 'normal',
} as const

type Props = {
  first: FirstPage<ListPage<NotificationListRow>>
  mayReadPayload: boolean
  mayAct: boolean
}

/** The page `/notifications`: a searchable tail of the sent notifications, which the reader can pause. */
export function NotificationsView({ first, mayReadPayload, mayAct }: Props) {
  const t = useTexts(texts)
  const { publicUrl } = first
  const filters = useMemo(() => labelNotificationFilters(t), [t])
  const list = useList({
    operation: 'listNotifications',
    path: '/notifications',
    filters,
    address: NOTIFICATION_LIST,
    first,
    live: true,
  })
  const [openedAt] = useState(first.readAt)
  const copyCurl = useCopyCurl(publicUrl)
  const columns = useMemo(
    () =>
      notificationColumns(t, {
        readAt: list.readAt,
        ...(mayReadPayload ? { copyCurl, hasTitles: true } : {}),
      }),
    [t, list.readAt, copyCurl, mayReadPayload],
  )
  const selecting = useSelection(list.params)
  const selectionAct = useSelectionAct(() => selecting.select(NOTHING_SELECTED))
  const begin = (act: 'cancel' | 'erase' | 'resend') =>
    selectionAct.begin(selectionRequest(act, selecting.selection, list.params))
  return (
    <ListView
      name="notifications"
      title={t.title}
      list={list}
      {...(mayAct ? { selecting } : {})}
      actsOnAll
      columns={columns}
      idOf={(row) => row.id}
      nameOf={(row) => row.applicationName}
      hrefOf={(row) => `/notifications/${row.id}`}
      isArrival={(row) => row.acceptedAt > openedAt}
      controls={
        list.problems.length > 0 ? null : <ExportLinks params={list.params} mayReadPayload={mayReadPayload} />
      }
      banner={<OutcomeLegend />}
      acts={
        <>
          <Button onClick={() => begin('resend')}>{t.resend}</Button>
          <Button look="danger" onClick={() => begin('cancel')}>
            {t.cancel}
          </Button>
          <Button look="danger" onClick={() => begin('erase')}>
            {t.erase}
          </Button>
        </>
      }
      footer={selectionAct.dialog}
      empty={
        <EmptyState title={t.empty} hint={t.emptyHow}>
          <Command name={t.command} text={curlOf(publicUrl, SAMPLE)} />
        </EmptyState>
      }
    />
  )
}

/** Returns a function that copies the command which sends a notification again. */
function useCopyCurl(publicUrl: string) {
  const t = useTexts(texts)
  const says = useTexts(gridTexts)
  const failures = useTexts(failureTexts)
  return useCallback(
    (row: NotificationListRow) => {
      readDashboard<NotificationPayload>('readPayload', { path: { id: row.id } })
        .then((sent) =>
          sent.encoding === 'erased'
            ? showToast(t.erasedPayload)
            : copyText(curlOf(publicUrl, { ...row, sent }), says),
        )
        .catch((error) =>
          showToast(
            error instanceof DashboardError ? explainFailure(error, failures) : says.copyFailed,
            'danger',
          ),
        )
    },
    [t, says, failures, publicUrl],
  )
}

function selectionRequest(
  act: 'cancel' | 'erase' | 'resend',
  selection: Selection,
  params: ListParams,
): SelectionReq {
  if (selection.kind === 'some') return { act, ids: [...selection.ids] }
  const { tokenId, ...filter } = filtersOf(params)
  return {
    act,
    filter: { ...filter, ...(tokenId === undefined ? {} : { tokenId: Number(tokenId) }) } as Filter,
  }
}

type Filter = Extract<SelectionReq, { filter: object }>['filter']
