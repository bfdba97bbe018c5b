'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useMemo, useState } from 'react'
import type { Statistics, StatisticsPoint } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Zone } from '../ui/format.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { Chart } from './chart.tsx'
import type { ChartLine } from './chart-options.ts'
import { notificationsHref, type Party } from './party.ts'
import { PointReader } from './point-reader.tsx'
import { type ChartPlan, describeValues, formatValue, PERCENTILE_LOOKS, valuesOf } from './series.ts'
import { StatisticsTable } from './statistics-table.tsx'
import { texts } from './texts.ts'
import type { ShownRange } from './use-time-range.ts'

const DAY_SECONDS = 86_400
const SWATCHES = {
  p50Ms: 'border-accent border-solid',
  p95Ms: 'border-pending border-dashed',
  p99Ms: 'border-danger border-dotted',
} as const

type Props = {
  statistics: Statistics
  plans: readonly ChartPlan[]
  compares: boolean
  party: Party | undefined
  show: (range: ShownRange) => void
}

/** The charts of a time range, a control that reads them point by point, and the same values as a table. */
export function StatisticsCharts({ statistics, plans, compares, party, show }: Props) {
  const router = useRouter()
  const isHydrated = useHydrated()
  const { points, before, pointSeconds } = statistics
  const zone: Zone = isHydrated && pointSeconds < DAY_SECONDS ? 'local' : 'UTC'
  const [chosen, setChosen] = useState<number>()
  const place = Math.min(chosen ?? points.length - 1, points.length - 1)
  const times = useMemo(() => points.map(({ startedAt }) => Date.parse(startedAt) / 1000), [points])
  const hrefOf = (point: StatisticsPoint) => {
    const to = Date.parse(point.startedAt) + pointSeconds * 1000 - 1
    return notificationsHref(party, point.startedAt, new Date(to).toISOString())
  }
  const onOpen = (at: number) => {
    const point = points[at]
    if (point !== undefined) router.push(hrefOf(point))
  }
  const onBrush = useCallback(
    (from: number, to: number) => {
      const align = (seconds: number) =>
        new Date(Math.floor(seconds / pointSeconds) * pointSeconds * 1000).toISOString()
      show({ from: align(from), to: align(to) })
    },
    [show, pointSeconds],
  )
  const point = points[place]
  if (point === undefined) return null
  return (
    <>
      <div className="mt-3 grid gap-x-6 gap-y-4 rounded-panel border border-line bg-surface p-4 md:grid-cols-2 xl:grid-cols-3">
        {plans.map((plan) => (
          <PlannedChart
            key={plan.name}
            {...{ plan, points, times, pointSeconds, zone, place, onOpen, onBrush }}
            before={compares ? before : undefined}
            onPlace={setChosen}
          />
        ))}
      </div>
      <PointReader {...{ statistics, plans, place, zone }} onPlace={setChosen} href={hrefOf(point)} />
      <StatisticsTable {...{ statistics, plans, compares, zone }} hrefOf={hrefOf} />
    </>
  )
}

type PlannedProps = {
  plan: ChartPlan
  points: readonly StatisticsPoint[]
  before: readonly StatisticsPoint[] | undefined
  times: readonly number[]
  pointSeconds: number
  zone: Zone
  place: number
  onPlace: (place: number) => void
  onOpen: (place: number) => void
  onBrush: (from: number, to: number) => void
}

function PlannedChart({ plan, points, before, ...chart }: PlannedProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const lines = useMemo(() => linesOf(plan, { points, before }), [plan, points, before])
  const says = { plan, t, format }
  const [now, then] = [points[chart.place], before?.[chart.place]]
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap justify-between gap-x-3 text-small">
        <span className="flex flex-wrap items-center gap-x-3">
          <span className="font-medium">{t[plan.name]}</span>
          {plan.name === 'timeToAck' ? <PercentileKey /> : null}
        </span>
        <span className="text-muted tabular-nums">
          {now === undefined ? null : describeValues(now, says)}
          {then === undefined ? null : ` (${t.beforeIs(describeValues(then, says))})`}
        </span>
      </figcaption>
      <Chart
        {...chart}
        label={t.chart(t[plan.name])}
        lines={lines}
        unit={plan.unit}
        format={formatValue(format, plan)}
      />
    </figure>
  )
}

/** Says which line is which percentile. */
function PercentileKey() {
  return Object.entries(SWATCHES).map(([name, look]) => (
    <span key={name} className="flex items-center gap-1 text-muted">
      <span aria-hidden="true" className={`w-4 border-t-2 ${look}`} />
      {name.slice(0, 3)}
    </span>
  ))
}

/** The period before lies behind the range. */
function linesOf({ series }: ChartPlan, { points, before }: Pick<PlannedProps, 'points' | 'before'>) {
  const earlier =
    before === undefined
      ? []
      : series.map((name) => ({ values: valuesOf(before, name), look: 'before' as const }))
  const now = series.map((name): ChartLine => ({ values: valuesOf(points, name), look: lookOf(name) }))
  return [...earlier, ...now]
}

function lookOf(name: ChartPlan['series'][number]): ChartLine['look'] {
  return name === 'p50Ms' || name === 'p95Ms' || name === 'p99Ms' ? PERCENTILE_LOOKS[name] : 'area'
}
