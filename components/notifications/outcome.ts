import type { OverviewNotification } from '#protocol/overview.ts'
import { formatNumber } from '../ui/format.ts'

/** Exclusive outcomes of a recipient, in the order they are drawn. They add up to `recipients`. */
export const OUTCOMES = ['acked', 'pending', 'expired'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type OutcomeCounts = Pick<OverviewNotification, 'recipients' | 'expiredBy' | Outcome>

/** Where an outcome lies on the bar, in percent of its length. */
export type Segment = { outcome: Outcome; startPercent: number; lengthPercent: number }

/** A smaller share is drawn this long, so that one of 100,000 is still seen. */
const LEAST_PERCENT = 1.5

/** The segments of a bar: those that are not empty, laid end to end; together 100 percent. */
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
export function describeOutcome(counts: OutcomeCounts): string {
  if (counts.recipients === 0) return 'no recipients'
  const pending = counts.pending > 0 ? `, ${formatNumber(counts.pending)} pending` : ''
  const expired = counts.expired > 0 ? `, ${formatNumber(counts.expired)} expired` : ''
  return `${formatNumber(counts.acked)} of ${formatNumber(counts.recipients)} acked${pending}${expired}`
}

/** Why recipients will never have it: `3 by TTL, 1 cancelled`; empty when there are none. */
export function describeExpiry({ expiredBy }: OutcomeCounts): string {
  const causes: [number, string][] = [
    [expiredBy.ttl, 'by TTL'],
    [expiredBy.cancelled, 'cancelled'],
    [expiredBy.replaced, 'replaced'],
    [expiredBy.revoked, 'revoked'],
  ]
  return causes
    .filter(([count]) => count > 0)
    .map(([count, cause]) => `${formatNumber(count)} ${cause}`)
    .join(', ')
}
