import { LIMITS } from '#protocol'
import type {
  Statistics,
  StatisticsPoint,
  StatisticsQuery,
  StatisticsRange,
} from '#protocol/dashboard/statistics.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { Context } from '../context.ts'
import type { Rollup, RollupSeconds } from './rollups.ts'

const HOUR = 3_600_000

/** Each point sums up the rollups of `seconds` in it. */
const RANGES = {
  day: { seconds: 60, pointSeconds: 600, points: 144 },
  week: { seconds: 3600, pointSeconds: 3600, points: 168 },
  quarter: { seconds: 86_400, pointSeconds: 86_400, points: 90 },
} as const satisfies Record<StatisticsRange, { seconds: RollupSeconds; pointSeconds: number; points: number }>

type Point = Omit<Rollup, 'seconds' | 'unit' | 'key' | 'times'>

/** Reads the curves of a range up to now, for all applications or for one. */
export async function readStatistics(
  ctx: Context,
  { range, applicationName }: StatisticsQuery,
): Promise<Statistics> {
  const now = ctx.clock.now()
  const { seconds, pointSeconds, points: count } = RANGES[range]
  const length = pointSeconds * 1000
  const to = now - (now % length) + length
  const from = to - count * length
  const of =
    applicationName === undefined
      ? ({ unit: 'all', key: '' } as const)
      : ({ unit: 'application', key: applicationName } as const)
  const [rollups, applications] = await Promise.all([
    ctx.rollups.readRollups({ seconds, from, to, ...of }),
    ctx.rollups.listRollupApplications(listOf({ seconds, from, to })),
  ])
  const groups = groupByPoint(rollups, length)
  const points = Array.from({ length: count }, (_, place) => {
    const startedAt = from + place * length
    const { sum, times } = sumUp(startedAt, groups.get(startedAt) ?? [])
    const elapsedSeconds = Math.min(length, now - startedAt) / 1000
    return describePoint({ sum, times, elapsedSeconds, isOfAll: of.unit === 'all' })
  })
  const { sum, times } = sumUp(from, rollups)
  return {
    ...{ readAt: new Date(now).toISOString(), range, pointSeconds, points, applications },
    sum: { ...countsOf({ sum, isOfAll: of.unit === 'all' }), ...percentilesOf(times) },
  }
}

/** The applications of a day are listed from its hours, which are fewer rows than its minutes. */
function listOf({ seconds, from, to }: { seconds: RollupSeconds; from: number; to: number }) {
  const limit = LIMITS.statisticsApplicationsNamed
  return seconds === 60
    ? ({ seconds: 3600, from: from - HOUR, to, limit } as const)
    : { seconds, from, to, limit }
}

function groupByPoint(rollups: readonly Rollup[], length: number): Map<number, Rollup[]> {
  const groups = new Map<number, Rollup[]>()
  for (const rollup of rollups) {
    const startedAt = rollup.startedAt - (rollup.startedAt % length)
    const group = groups.get(startedAt) ?? []
    group.push(rollup)
    groups.set(startedAt, group)
  }
  return groups
}

function sumUp(startedAt: number, rollups: readonly Rollup[]): { sum: Point; times: TimeHistogram } {
  const sum: Point = {
    ...{ startedAt, accepted: 0, recipients: 0, acked: 0 },
    ...{ onlineSeconds: 0, expired: 0, refused: 0, backlog: 0 },
  }
  const times = new TimeHistogram()
  for (const rollup of rollups) {
    sum.accepted += rollup.accepted
    sum.recipients += rollup.recipients
    sum.acked += rollup.acked
    sum.onlineSeconds += rollup.onlineSeconds
    sum.expired += rollup.expired
    sum.refused += rollup.refused
    sum.backlog = Math.max(sum.backlog, rollup.backlog)
    times.merge(rollup.times)
  }
  return { sum, times }
}

type Described = { sum: Point; times: TimeHistogram; elapsedSeconds: number; isOfAll: boolean }

function describePoint({ sum, times, elapsedSeconds, isOfAll }: Described): StatisticsPoint {
  const { startedAt, onlineSeconds } = sum
  const online = onlineSeconds / elapsedSeconds
  return {
    startedAt: new Date(startedAt).toISOString(),
    ...countsOf({ sum, isOfAll }),
    // Nodes write every few seconds, so a point that has just begun has no average yet.
    ...(isOfAll && elapsedSeconds >= 60 ? { online: Math.round(online * 10) / 10 } : {}),
    ...percentilesOf(times),
  }
}

/** Submissions are refused before their application is known. */
function countsOf({ sum, isOfAll }: Pick<Described, 'sum' | 'isOfAll'>) {
  const { accepted, recipients, acked, expired, refused, backlog } = sum
  return { accepted, recipients, acked, expired, ...(isOfAll ? { refused } : {}), backlog }
}

function percentilesOf(times: TimeHistogram): Pick<StatisticsPoint, 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => times.percentile(share))
  if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined) return {}
  return { p50Ms, p95Ms, p99Ms }
}
