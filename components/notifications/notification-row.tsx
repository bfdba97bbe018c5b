import type { OverviewNotification } from '#protocol/overview.ts'
import { Age } from '../ui/moment.tsx'
import { describeExpiry, describeOutcome } from './outcome.ts'
import { OutcomeBar } from './outcome-bar.tsx'

type Props = { notification: OverviewNotification; now: string; isArrival: boolean }

/** One notification: to whom, when, and what became of it. */
export function NotificationRow({ notification, now, isArrival }: Props) {
  const { applicationName, kind, tokenFingerprint, acceptedAt, expiresAt } = notification
  const expiry = describeExpiry(notification)
  return (
    <tr
      className={`align-top max-sm:grid max-sm:px-4 max-sm:py-3 ${isArrival ? 'motion-safe:animate-arrive' : ''}`}
    >
      <th scope="row" className="text-left font-medium sm:px-4 sm:py-3">
        <span className="wrap-anywhere">{applicationName}</span>
        <span className="block font-normal text-muted text-small">
          {kind} token{' '}
          <code className="font-mono" title="First six digits of the SHA-256 of the Client App Token">
            {tokenFingerprint}
          </code>
        </span>
      </th>
      <td className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 max-sm:text-small sm:px-4 sm:py-3">
        <Age at={acceptedAt} now={now} />
        <span className="text-muted text-small sm:block">
          {expiresAt > now ? 'expires ' : 'expired '}
          <Age at={expiresAt} now={now} />
        </span>
      </td>
      <td className="max-sm:mt-2 sm:px-4 sm:py-3.5">
        <OutcomeBar counts={notification} />
        <span className="mt-1 block text-small tabular-nums">
          {describeOutcome(notification)}
          {expiry === '' ? null : <span className="text-muted"> ({expiry})</span>}
        </span>
      </td>
    </tr>
  )
}
