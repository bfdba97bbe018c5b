import type { OutcomeCounts, RecipientOutcome } from '#protocol/dashboard/recipient-states.ts'
import { DRAWN_OUTCOMES } from './outcome-look.tsx'

/** A smaller share is drawn this long, so that one of 100,000 is still seen. */
const LEAST_PERCENT = 1.2

export type BarSegment = { outcome: RecipientOutcome; start: number; length: number }

/** Where each outcome lies on the bar, in percent: those that are not empty, end to end, together 100. */
export function layOutBar(counts: OutcomeCounts): BarSegment[] {
  const present = DRAWN_OUTCOMES.filter((outcome) => counts[outcome] > 0)
  const total = present.reduce((sum, outcome) => sum + counts[outcome], 0)
  const shares = present.map((outcome) => Math.max(LEAST_PERCENT, (100 * counts[outcome]) / total))
  const whole = shares.reduce((sum, share) => sum + share, 0)
  let start = 0
  return present.map((outcome, place) => {
    const length = (100 * (shares[place] ?? 0)) / whole
    const segment = { outcome, start, length }
    start += length
    return segment
  })
}
