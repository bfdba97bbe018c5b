'use client'

import { useId, useMemo, useState } from 'react'
import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import { DataGrid } from '../grid/data-grid.tsx'
import { useBusyRows, useHeldRows } from '../grid/use-held-rows.ts'
import { WaitingButton } from '../grid/waiting-button.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { notificationColumns } from '../notifications/notification-columns.tsx'
import { OutcomeLegend } from '../notifications/outcome-bar.tsx'
import { texts as notificationTexts } from '../notifications/texts.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { texts } from './texts.ts'

/** Hidden because it is the same on every row: all notifications are for one token. */
const LOOK = { hidden: ['token'], density: 'dense', order: [], widths: {} } as const

type Props = { rows: readonly NotificationListRow[]; tokenId: string; readAt: string }

const idOf = ({ id }: NotificationListRow) => id

/** The last notifications to a token, updated live. */
export function TokenNotifications({ rows, tokenId, readAt }: Props) {
  const t = useTexts(texts)
  const says = useTexts(notificationTexts)
  const id = useId()
  const [openedAt] = useState(readAt)
  const [busy, atRows] = useBusyRows(tokenId)
  const shown = useHeldRows({ latest: rows, place: tokenId, hold: busy ? 'busy' : 'none', idOf, readAt })
  const columns = useMemo(
    // A part of the page, not a list of its own: it has no order and no filters.
    () => notificationColumns(says, { readAt }).map(({ sort: _sort, filter: _filter, ...column }) => column),
    [says, readAt],
  )
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="font-semibold">
          {t.notifications}
        </h2>
        <WaitingButton waiting={shown.waiting} show={shown.release} />
        <OutcomeLegend />
      </div>
      {rows.length === 0 ? (
        <EmptyState title={t.noNotifications} />
      ) : (
        <DataGrid
          labelledBy={id}
          columns={columns}
          rows={shown.rows ?? rows}
          idOf={idOf}
          atRows={atRows}
          nameOf={(row) => row.applicationName}
          hrefOf={(row) => `/notifications/${row.id}`}
          isArrival={(row) => row.acceptedAt > openedAt}
          look={LOOK}
          path="/notifications"
          params={{ tokenId }}
          go={() => undefined}
        />
      )}
    </section>
  )
}
