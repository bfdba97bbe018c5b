import type { StatisticsPoint, StatisticsUnit } from '#protocol/dashboard/statistics.ts'
import type { Format } from '../ui/format.ts'
import type { StatisticsTexts } from './texts.ts'

type SeriesName = Exclude<keyof StatisticsPoint, 'startedAt' | 'isKnown'>

/** One chart: its name in the texts, its series, and the unit of its values. */
export type ChartPlan = {
  name: ChartName
  series: readonly SeriesName[]
  unit: 'count' | 'length' | 'bytes'
}

const SERIES = {
  accepted: ['accepted'],
  recipients: ['recipients'],
  acked: ['acked'],
  timeToAck: ['p50Ms', 'p95Ms', 'p99Ms'],
  backlog: ['backlog'],
  expired: ['expired'],
  requests: ['requests'],
  refused: ['refused'],
  online: ['online'],
  bytes: ['bytes'],
} as const satisfies Record<string, readonly SeriesName[]>
type ChartName = keyof typeof SERIES

/** The series that the server keeps for each kind of party. */
const KEPT: Readonly<Record<StatisticsUnit | 'all', readonly ChartName[]>> = {
  all: ['accepted', 'acked', 'timeToAck', 'backlog', 'expired', 'online', 'requests', 'refused', 'bytes'],
  application: ['accepted', 'acked', 'timeToAck', 'backlog', 'expired', 'bytes'],
  sender: ['requests', 'refused', 'accepted', 'recipients', 'bytes'],
  hook: ['requests', 'refused', 'accepted', 'recipients', 'bytes'],
  token: ['accepted', 'recipients', 'acked', 'bytes'],
}

/** Lists the charts of the series that the server keeps for a party, or for all. */
export function planCharts(unit: StatisticsUnit | 'all'): ChartPlan[] {
  return KEPT[unit].map((name) => ({ name, series: SERIES[name], unit: unitOf(name) }))
}

function unitOf(name: ChartName): ChartPlan['unit'] {
  if (name === 'timeToAck') return 'length'
  return name === 'bytes' ? 'bytes' : 'count'
}

/** Returns the value of each point; `null` where the server knows none, which is a gap in the chart. */
export function valuesOf(points: readonly StatisticsPoint[], name: SeriesName): (number | null)[] {
  return points.map((point) => (point.isKnown ? (point[name] ?? null) : null))
}

/** Writes a value of the unit. */
export function formatValue(format: Format, { unit }: Pick<ChartPlan, 'unit'>): (value: number) => string {
  return { count: format.number, length: format.length, bytes: format.bytes }[unit]
}

/** The look of each percentile: from a solid line to a dotted one, so that colour is not the only difference. */
export const PERCENTILE_LOOKS = { p50Ms: 'line', p95Ms: 'slow', p99Ms: 'slowest' } as const

/** Writes the values of one point for a chart, such as `12`, or `p50 12 ms, p95 30 ms`. */
export function describeValues(
  point: StatisticsPoint,
  { plan, t, format }: { plan: ChartPlan; t: StatisticsTexts; format: Format },
): string {
  if (!point.isKnown) return t.unknown
  const write = formatValue(format, plan)
  const values = plan.series.flatMap((name) => {
    const value = point[name]
    if (value === undefined) return []
    return [plan.series.length === 1 ? write(value) : `${name.slice(0, 3)} ${write(value)}`]
  })
  return values.length === 0 ? t.noValue : values.join(', ')
}
