import { LIMITS } from '#protocol'
import type {
  Statistics,
  StatisticsPoint,
  StatisticsQuery,
  StatisticsSum,
} from '#protocol/dashboard/statistics.ts'
import type { TimeSpan } from '#protocol/dashboard/time-range.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { choosePoints, type Points } from './choose-points.ts'
import {
  addCounts,
  emptyCounts,
  type Rollup,
  type RollupCounts,
  type RollupSeconds,
  type RollupUnit,
} from './rollups.ts'

const HOUR = 3_600_000
const COARSE_MILLISECONDS = 2 * HOUR
const NAMED = LIMITS.statisticsApplicationsNamed
/** A sum of this much time has an average of AOI Clients in session: nodes write every few seconds. */
const AVERAGED_MILLISECONDS = 60_000

/** The parts of the context that the statistics use. */
export type StatisticsContext = Pick<Context, 'clock' | 'rollups'>

/**
 * Reads the curves of a time range and of the period before it, for all applications or for one party. Throws
 * `invalid`.
 */
export async function readStatistics(ctx: StatisticsContext, query: StatisticsQuery): Promise<Statistics> {
  const now = ctx.clock.now()
  const points = choosePoints(query, now)
  const party = readParty(query)
  const { from, to, pointSeconds } = points
  const beforeFrom = from - (to - from)
  const both = { seconds: points.seconds, from: beforeFrom, to }
  const [rollups, written, largest] = await Promise.all([
    ctx.rollups.readRollups({ ...both, ...party }),
    ctx.rollups.listWritten(both),
    ctx.rollups.listTop({ ...coarse(points), unit: 'application', by: 'accepted', limit: NAMED }),
  ])
  const curve = new Curve({ rollups, written, points, now, unit: party.unit })
  const reached = Math.min(to, now)
  const sumBefore = { from: beforeFrom, to: beforeFrom + (reached - from) }
  return {
    ...{ readAt: toInstant(now), from: toInstant(from), to: toInstant(to), pointSeconds },
    points: curve.pointsFrom(from),
    before: curve.pointsFrom(beforeFrom),
    sum: curve.sumOf({ from, to: reached }),
    ...(curve.isKnown(sumBefore) && { sumBefore: curve.sumOf(sumBefore) }),
    applications: largest.map(({ key }) => key),
  }
}

function readParty({ unit, key }: StatisticsQuery): Pick<Rollup, 'unit' | 'key'> {
  if (unit === undefined && key === undefined) return { unit: 'all', key: '' }
  if (unit === undefined) throw new AoiError('invalid', 'unit: is required with key')
  if (key === undefined) throw new AoiError('invalid', 'key: is required with unit')
  return { unit, key }
}

/** Rankings of long ranges in minutes are read from whole hours, which are fewer rows. */
export function coarse({ seconds, from, to }: Points): TimeSpan & { seconds: RollupSeconds } {
  return seconds === 60 && to - from > COARSE_MILLISECONDS
    ? { seconds: 3600, from: from - (from % HOUR), to }
    : { seconds, from, to }
}

type Parts = {
  rollups: readonly Rollup[]
  /** The starts of the periods that any process has written. */
  written: readonly number[]
  points: Points
  now: number
  unit: RollupUnit
}

/** The rollups of two periods, summed up over points. */
class Curve {
  readonly #parts: Parts
  readonly #groups = new Map<number, Rollup[]>()
  readonly #known: ReadonlySet<number>

  constructor(parts: Parts) {
    this.#parts = parts
    const length = parts.points.pointSeconds * 1000
    const pointOf = (at: number) => at - (at % length)
    this.#known = new Set(parts.written.map(pointOf))
    for (const rollup of parts.rollups) {
      const startedAt = pointOf(rollup.startedAt)
      const group = this.#groups.get(startedAt) ?? []
      group.push(rollup)
      this.#groups.set(startedAt, group)
    }
  }

  pointsFrom(from: number): StatisticsPoint[] {
    const { count, pointSeconds } = this.#parts.points
    return Array.from({ length: count }, (_, place) => {
      const startedAt = from + place * pointSeconds * 1000
      const isKnown = this.#known.has(startedAt)
      const span = { from: startedAt, to: startedAt + pointSeconds * 1000 }
      const counts = this.#describe(this.#groups.get(startedAt) ?? [], span)
      return { startedAt: toInstant(startedAt), isKnown, ...counts }
    })
  }

  sumOf(span: TimeSpan): StatisticsSum {
    return this.#describe(
      this.#parts.rollups.filter(({ startedAt }) => startedAt >= span.from && startedAt < span.to),
      span,
    )
  }

  isKnown({ from, to }: TimeSpan): boolean {
    return this.#parts.written.some((at) => at >= from && at < to)
  }

  #describe(rollups: readonly Rollup[], { from, to }: TimeSpan): StatisticsSum {
    const { now, unit } = this.#parts
    const { onlineSeconds, refused, requests, times, ...sums } = sumUp(rollups)
    const hasRequests = unit !== 'application' && unit !== 'token'
    const counts = { ...sums, ...(hasRequests && { refused, requests }), ...percentilesOf(times) }
    const elapsed = Math.min(to, now) - from
    if (unit !== 'all' || elapsed < AVERAGED_MILLISECONDS) return counts
    return { ...counts, online: Math.round((onlineSeconds / elapsed) * 10_000) / 10 }
  }
}

function sumUp(rollups: readonly Rollup[]): RollupCounts & Pick<Rollup, 'times'> {
  const sum = { ...emptyCounts(), times: new TimeHistogram() }
  for (const rollup of rollups) {
    addCounts(sum, rollup)
    sum.times.merge(rollup.times)
  }
  return sum
}

function percentilesOf(times: TimeHistogram): Pick<StatisticsPoint, 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => times.percentile(share))
  if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined) return {}
  return { p50Ms, p95Ms, p99Ms }
}
