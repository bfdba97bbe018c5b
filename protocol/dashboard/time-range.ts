/**
 * Named time ranges. The first five end now. `yesterday` is a day and `lastWeek` a week from Monday to Sunday, both in
 * UTC.
 */
export const TIME_RANGES = ['15m', '1h', '24h', '7d', '90d', 'yesterday', 'lastWeek'] as const
export type TimeRange = (typeof TIME_RANGES)[number]

const MINUTE = 60_000
const DAY = 86_400_000
const WEEK = 7 * DAY
/** The epoch of Unix time was a Thursday. */
const FIRST_MONDAY = 4 * DAY

const LENGTHS: Readonly<Partial<Record<TimeRange, number>>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '24h': DAY,
  '7d': WEEK,
  '90d': 90 * DAY,
}

/** Times in Unix ms: `from <= time < to`. */
export type TimeSpan = { from: number; to: number }

/** Returns the time that a named range covers at `now` (Unix ms). */
export function spanOf(range: TimeRange, now: number): TimeSpan {
  const length = LENGTHS[range]
  if (length !== undefined) return { from: now - length, to: now }
  const to = range === 'yesterday' ? now - (now % DAY) : now - ((now - FIRST_MONDAY) % WEEK)
  return { from: to - (range === 'yesterday' ? DAY : WEEK), to }
}
