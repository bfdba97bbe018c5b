import type { OverviewNotification } from '#protocol/overview.ts'
import type { BusyHandlers } from '../grid/use-held-rows.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { NotificationRow } from './notification-row.tsx'
import { texts } from './texts.ts'

const COLUMNS = [
  { name: 'application', width: 'sm:w-2/5' },
  { name: 'accepted', width: 'sm:w-1/5' },
  { name: 'outcome', width: 'sm:w-2/5' },
] as const

type Props = {
  labelledBy: string
  notifications: readonly OverviewNotification[]
  /** Notices whether the reader hovers or focuses a row. */
  atRows: BusyHandlers
  /** When the notifications were read; ages are relative to it. ISO time. */
  now: string
  /** Notifications accepted later are highlighted on arrival. ISO time. */
  openedAt: string
}

/** Notifications, newest first. On a narrow screen each row takes two lines. */
export function NotificationsTable({ labelledBy, notifications, atRows, now, openedAt }: Props) {
  const t = useTexts(texts)
  return (
    <div className="mt-3 overflow-hidden rounded-panel border border-line bg-surface">
      <table aria-labelledby={labelledBy} className="w-full max-sm:block sm:table-fixed">
        <thead className="max-sm:sr-only">
          <tr className="border-line border-b text-left text-muted text-small">
            {COLUMNS.map(({ name, width }) => (
              <th key={name} scope="col" className={`px-4 py-2 font-normal ${width}`}>
                {t[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-sm:block" {...atRows}>
          {notifications.map((notification) => (
            <NotificationRow
              key={notification.id}
              notification={notification}
              now={now}
              isArrival={notification.acceptedAt > openedAt}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}
