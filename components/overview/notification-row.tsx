import Link from 'next/link'
import type { OverviewNotification } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { describeExpiry, describeOutcome, outcomeTexts } from '../notifications/outcome.ts'
import { OutcomeBar } from '../notifications/outcome-bar.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { texts } from './texts.ts'

type Props = { notification: OverviewNotification; now: string; isArrival: boolean }

/** One notification: its token, its time and its outcome. */
export function NotificationRow({ notification, now, isArrival }: Props) {
  const t = useTexts(texts)
  const says = { t: useTexts(outcomeTexts), format: useFormat() }
  const { id, applicationName, kind, tokenFingerprint, acceptedAt, expiresAt } = notification
  const expiry = describeExpiry(notification, says)
  return (
    <tr
      className={`align-top max-sm:grid max-sm:px-4 max-sm:py-3 ${isArrival ? 'motion-safe:animate-arrive' : ''}`}
    >
      <th scope="row" className="text-left font-medium sm:px-4 sm:py-3">
        <Link
          href={`/notifications/${id}`}
          prefetch={false}
          className="wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-ink"
        >
          <PlainText>{applicationName}</PlainText>
        </Link>
        <span className="block font-normal text-muted text-small">
          {t[kind]}{' '}
          <code className="font-mono" title={t.fingerprintIs}>
            {tokenFingerprint}
          </code>
        </span>
      </th>
      <td className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 max-sm:text-small sm:px-4 sm:py-3">
        <Age at={acceptedAt} now={now} />
        <span className="text-muted text-small sm:block">
          {expiresAt > now ? t.expires : t.expired} <Age at={expiresAt} now={now} />
        </span>
      </td>
      <td className="max-sm:mt-2 sm:px-4 sm:py-3.5">
        <OutcomeBar counts={notification} />
        <span className="mt-1 block text-small tabular-nums">
          {describeOutcome(notification, says)}
          {expiry === '' ? null : <span className="text-muted"> ({expiry})</span>}
        </span>
      </td>
    </tr>
  )
}
