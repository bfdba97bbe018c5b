import type { StatisticsPoint } from '#protocol/dashboard/statistics.ts'
import type { Format } from '../ui/format.ts'
import type { StatisticsTexts } from './texts.ts'

type SeriesName = Exclude<keyof StatisticsPoint, 'startedAt' | 'isKnown' | 'recipients'>

/** One chart: its name in the texts, its series, and the unit of its values. */
export type ChartPlan = {
  name: 'accepted' | 'acked' | 'timeToAck' | 'backlog' | 'expired' | 'refused' | 'online'
  series: readonly SeriesName[]
  unit: 'count' | 'length'
}

const CHARTS: readonly ChartPlan[] = [
  { name: 'accepted', series: ['accepted'], unit: 'count' },
  { name: 'acked', series: ['acked'], unit: 'count' },
  { name: 'timeToAck', series: ['p50Ms', 'p95Ms', 'p99Ms'], unit: 'length' },
  { name: 'backlog', series: ['backlog'], unit: 'count' },
  { name: 'expired', series: ['expired'], unit: 'count' },
  { name: 'refused', series: ['refused'], unit: 'count' },
  { name: 'online', series: ['online'], unit: 'count' },
]

/** Lists the charts of the series that the server keeps for the party. */
export function planCharts(isOfAll: boolean): ChartPlan[] {
  return CHARTS.filter(({ name }) => isOfAll || (name !== 'refused' && name !== 'online'))
}

/** Returns the value of each point; `null` where the server knows none, which is a gap in the chart. */
export function valuesOf(points: readonly StatisticsPoint[], name: SeriesName): (number | null)[] {
  return points.map((point) => (point.isKnown ? (point[name] ?? null) : null))
}

/** Writes a value of the unit. */
export function formatValue(format: Format, { unit }: Pick<ChartPlan, 'unit'>): (value: number) => string {
  return unit === 'count' ? format.number : format.length
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
