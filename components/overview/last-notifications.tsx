import Link from 'next/link'
import type { Overview, OverviewNotification } from '#protocol/overview.ts'
import { useBusyRows, useHeldRows } from '../grid/use-held-rows.ts'
import { WaitingButton } from '../grid/waiting-button.tsx'
import { useTexts } from '../i18n/use-texts.ts'
import { OutcomeLegend } from '../notifications/outcome-bar.tsx'
import { FirstNotification } from './first-notification.tsx'
import { NotificationsTable } from './notifications-table.tsx'
import { texts } from './texts.ts'

const idOf = ({ id }: OverviewNotification) => id

type Props = { overview: Overview; openedAt: string; mayStart: boolean }

/** The last notifications with their outcome, or the steps to the first one. */
export function LastNotifications({ overview, openedAt, mayStart }: Props) {
  const t = useTexts(texts)
  const { notifications, readAt } = overview
  const [busy, atRows] = useBusyRows('')
  const hold = busy ? 'busy' : 'none'
  const shown = useHeldRows({ latest: notifications, place: '', hold, idOf, readAt })
  if (notifications.length === 0) return <FirstNotification overview={overview} mayStart={mayStart} />
  return (
    <section aria-labelledby="last-notifications" className="mt-6">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 id="last-notifications" className="font-semibold">
          {t.last}
        </h2>
        <Link
          href="/notifications"
          prefetch={false}
          className="text-accent text-small underline underline-offset-4"
        >
          {t.all}
        </Link>
        <WaitingButton waiting={shown.waiting} show={shown.release} />
        <div className="ml-auto">
          <OutcomeLegend />
        </div>
      </div>
      <NotificationsTable
        labelledBy="last-notifications"
        notifications={shown.rows ?? notifications}
        atRows={atRows}
        now={readAt}
        openedAt={openedAt}
      />
    </section>
  )
}
