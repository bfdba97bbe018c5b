import { LIMITS } from '#protocol'
import type { StatisticsQuery } from '#protocol/dashboard/statistics.ts'
import { spanOf, type TimeSpan } from '#protocol/dashboard/time-range.ts'
import { AoiError } from '../errors.ts'
import type { RollupSeconds } from './rollups.ts'

/** Points of a curve: `count` of them from `from` to `to` (Unix ms), each the sum of rollups of `seconds`. */
export type Points = TimeSpan & { seconds: RollupSeconds; pointSeconds: number; count: number }

const CHOICES: readonly { seconds: RollupSeconds; pointSeconds: number }[] = [
  { seconds: 60, pointSeconds: 60 },
  { seconds: 60, pointSeconds: 300 },
  { seconds: 60, pointSeconds: 900 },
  { seconds: 3600, pointSeconds: 3600 },
  { seconds: 3600, pointSeconds: 21_600 },
  { seconds: 86_400, pointSeconds: 86_400 },
  { seconds: 86_400, pointSeconds: 604_800 },
]
const KEPT_SECONDS: Readonly<Record<RollupSeconds, number>> = {
  60: LIMITS.rollupMinutesKeptSeconds,
  3600: LIMITS.rollupHoursKeptSeconds,
  86400: Number.POSITIVE_INFINITY,
}

type Asked = Pick<StatisticsQuery, 'range' | 'from' | 'to'>

/**
 * Chooses the shortest points for a range of which both it and the period before are still kept, with
 * `LIMITS.statisticsPoints` at most. Throws `invalid`.
 */
export function choosePoints(asked: Asked, now: number): Points {
  const span = readSpan(asked, now)
  for (const { seconds, pointSeconds } of CHOICES) {
    const points = align(span, { seconds, pointSeconds, endsNow: span.to === now })
    const before = points.from - (points.to - points.from)
    // A range that ends now begins at the start of a point, a little after the oldest kept row.
    const isKept = before >= now - KEPT_SECONDS[seconds] * 1000
    if (points.count <= LIMITS.statisticsPoints && isKept) return points
  }
  const longest = LIMITS.statisticsPoints * 7
  throw new AoiError('invalid', `from: must be at most ${longest} days before to`)
}

function readSpan({ range, from, to }: Asked, now: number): TimeSpan {
  if (range !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new AoiError('invalid', 'range: must be alone, without from and to')
    return spanOf(range, now)
  }
  if (from === undefined || to === undefined)
    throw new AoiError('invalid', 'range: is required, or from and to')
  const span = { from: Date.parse(from), to: Date.parse(to) }
  if (span.from >= span.to) throw new AoiError('invalid', 'from: must be earlier than to')
  return span
}

type Choice = { seconds: RollupSeconds; pointSeconds: number; endsNow: boolean }

/** Points begin at whole multiples of their length. Other ranges than those that end now are covered to both ends. */
function align(span: TimeSpan, { seconds, pointSeconds, endsNow }: Choice): Points {
  const length = pointSeconds * 1000
  const to = Math.ceil(span.to / length) * length
  const whole = (to - Math.floor(span.from / length) * length) / length
  const count = endsNow ? Math.max(1, Math.round((span.to - span.from) / length)) : whole
  return { seconds, pointSeconds, count, from: to - count * length, to }
}
