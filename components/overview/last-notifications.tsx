import type { Overview } from '#protocol/overview.ts'
import { NotificationsTable } from '../notifications/notifications-table.tsx'
import { OutcomeLegend } from '../notifications/outcome-bar.tsx'
import { FirstNotification } from './first-notification.tsx'

/** The last notifications with their outcome, or the way to the first one. */
export function LastNotifications({ overview, openedAt }: { overview: Overview; openedAt: string }) {
  if (overview.notifications.length === 0) return <FirstNotification overview={overview} />
  return (
    <section aria-labelledby="last-notifications" className="mt-8">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="last-notifications" className="font-semibold">
          Last notifications
        </h2>
        <OutcomeLegend />
      </div>
      <NotificationsTable
        labelledBy="last-notifications"
        notifications={overview.notifications}
        now={overview.readAt}
        openedAt={openedAt}
      />
    </section>
  )
}
