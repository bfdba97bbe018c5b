import type { OverviewNotification } from '#protocol/overview.ts'
import { defineTexts } from '../i18n/define-texts.ts'
import type { Format } from '../ui/format.ts'

export const outcomeTexts = defineTexts({
  en: {
    acked: 'acked',
    pending: 'pending',
    expired: 'expired',
    none: 'no recipients',
    ackedOf: (acked: string, recipients: string) => `${acked} of ${recipients} acked`,
    ttl: 'by TTL',
    cancelled: 'cancelled',
    replaced: 'replaced',
    revoked: 'revoked',
  },
  de: {
    acked: 'bestätigt',
    pending: 'ausstehend',
    expired: 'abgelaufen',
    none: 'keine Empfänger',
    ackedOf: (acked: string, recipients: string) => `${acked} von ${recipients} bestätigt`,
    ttl: 'durch TTL',
    cancelled: 'zurückgezogen',
    replaced: 'ersetzt',
    revoked: 'widerrufen',
  },
})
type Says = { t: (typeof outcomeTexts)['en']; format: Format }

/** Exclusive outcomes of a recipient, in drawing order. They add up to `recipients`. */
export const OUTCOMES = ['acked', 'pending', 'expired'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type OutcomeCounts = Pick<OverviewNotification, 'recipients' | 'expiredBy' | Outcome>

/** Where an outcome lies on the bar, in percent of its length. */
export type Segment = { outcome: Outcome; startPercent: number; lengthPercent: number }

/** The least length of a segment, so that one recipient of 100,000 is still visible. */
const LEAST_PERCENT = 1.5

/** Returns the segments of a bar: the non-empty outcomes, end to end, 100 percent in total. */
export function layOutOutcomes(counts: OutcomeCounts): Segment[] {
  const present = OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => ({
    outcome,
    share: Math.max((100 * counts[outcome]) / counts.recipients, LEAST_PERCENT),
  }))
  const whole = present.reduce((sum, { share }) => sum + share, 0)
  let startPercent = 0
  return present.map(({ outcome, share }) => {
    const segment = { outcome, startPercent, lengthPercent: (100 * share) / whole }
    startPercent += segment.lengthPercent
    return segment
  })
}

/** `2 of 3 acked, 1 pending`. */
export function describeOutcome(
  counts: Pick<OutcomeCounts, 'recipients' | Outcome>,
  { t, format }: Says,
): string {
  if (counts.recipients === 0) return t.none
  const acked = t.ackedOf(format.number(counts.acked), format.number(counts.recipients))
  const others = (['pending', 'expired'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `, ${format.number(counts[outcome])} ${t[outcome]}`)
  return acked + others.join('')
}

/** Says why recipients will never get the notification: `3 by TTL, 1 cancelled`; empty if there are none. */
export function describeExpiry({ expiredBy }: OutcomeCounts, { t, format }: Says): string {
  return (['ttl', 'cancelled', 'replaced', 'revoked'] as const)
    .filter((cause) => expiredBy[cause] > 0)
    .map((cause) => `${format.number(expiredBy[cause])} ${t[cause]}`)
    .join(', ')
}
