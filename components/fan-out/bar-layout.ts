import type { OutcomeCounts, RecipientOutcome } from '#protocol/dashboard/recipient-states.ts'
import { DRAWN_OUTCOMES } from './outcome-look.tsx'

/** The least length of a segment, so that one recipient of 100,000 is still visible. */
const LEAST_PERCENT = 1.2

export type BarSegment = { outcome: RecipientOutcome; start: number; length: number }

/** Lays out the outcomes on the bar, in percent: the non-empty ones end to end, 100 in total. */
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
