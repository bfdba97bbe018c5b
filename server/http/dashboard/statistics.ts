import { deliveredShareOf } from '#protocol/dashboard/delivered-share.ts'
import {
  type Statistics,
  type StatisticsSum,
  statisticsQuerySchema,
  topQuerySchema,
} from '#protocol/dashboard/statistics.ts'
import { readStatistics } from '#server/core/statistics/read-statistics.ts'
import { readTop } from '#server/core/statistics/read-top.ts'
import { dashboardRoute } from './dashboard-route.ts'
import { CSV, toCsvLine } from './export-formats.ts'

type Cell = (sum: StatisticsSum) => number | undefined

const COLUMNS: readonly [name: string, read: Cell][] = [
  ['accepted', ({ accepted }) => accepted],
  ['recipients', ({ recipients }) => recipients],
  ['acked', ({ acked }) => acked],
  ['deliveredShare', writtenShareOf],
  ['expired', ({ expired }) => expired],
  ['refused', ({ refused }) => refused],
  ['requests', ({ requests }) => requests],
  ['bytes', ({ bytes }) => bytes],
  ['backlog', ({ backlog }) => backlog],
  ['online', ({ online }) => online],
  ['p50Ms', ({ p50Ms }) => p50Ms],
  ['p95Ms', ({ p95Ms }) => p95Ms],
  ['p99Ms', ({ p99Ms }) => p99Ms],
]

export const statisticsRoutes = [
  dashboardRoute({
    operation: 'readStatistics',
    query: statisticsQuerySchema,
    run: ({ services, query }) => readStatistics(services.context, query),
  }),
  dashboardRoute({
    operation: 'readTop',
    query: topQuerySchema,
    run: ({ services, query }) => readTop(services.context, query),
  }),
  dashboardRoute({
    operation: 'exportStatistics',
    query: statisticsQuerySchema,
    run: async ({ services, query }) => {
      const statistics = await readStatistics(services.context, query)
      return new Response(writeReport(statistics), {
        headers: {
          'content-type': CSV.contentType,
          'content-disposition': `attachment; filename="${nameFile(statistics, query.key)}"`,
        },
      })
    },
  }),
]

/** Returns a report as CSV: a line for each point, with empty cells where it is unknown, and one for the whole range. */
function writeReport({ points, sum, from, to, pointSeconds }: Statistics): string {
  const head = toCsvLine(['row', 'from', 'to', ...COLUMNS.map(([name]) => name)])
  const lines = points.map(({ startedAt, isKnown, ...counts }) => {
    const end = new Date(Date.parse(startedAt) + pointSeconds * 1000).toISOString()
    const cells = COLUMNS.map(([, read]) => (isKnown ? (read(counts) ?? '') : ''))
    return toCsvLine(['point', startedAt, end, ...cells])
  })
  const total = toCsvLine(['total', from, to, ...COLUMNS.map(([, read]) => read(sum) ?? '')])
  return [head, ...lines, total].join('')
}

/** With four digits behind the point. */
function writtenShareOf(sum: StatisticsSum): number | undefined {
  const share = deliveredShareOf(sum)
  return share && Math.round(share * 10_000) / 10_000
}

/** A name may have any characters, and a header may not. */
function nameFile({ from, to }: Statistics, key = 'all'): string {
  const party = key.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60)
  return `statistics-${party}-${from.slice(0, 10)}-${to.slice(0, 10)}.csv`
}
