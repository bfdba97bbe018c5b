'use client'

import Link from 'next/link'
import type { Statistics } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Zone } from '../ui/format.ts'
import { type ChartPlan, describeValues } from './series.ts'
import { texts } from './texts.ts'

type Props = {
  statistics: Statistics
  plans: readonly ChartPlan[]
  place: number
  zone: Zone
  onPlace: (place: number) => void
  /** The notifications behind the point. */
  href: string
}

/** A control that moves from point to point, by keys too, and says the values of each. */
export function PointReader({ statistics, plans, place, zone, onPlace, href }: Props) {
  const t = useTexts(texts)
  const format = useFormat()
  const { points } = statistics
  const point = points[place]
  if (point === undefined) return null
  const values = point.isKnown
    ? plans.map((plan) => `${t[plan.name]} ${describeValues(point, { plan, t, format })}`).join('; ')
    : t.unknown
  const value = `${format.moment(point.startedAt, zone)}: ${values}`
  return (
    <div className="mt-3 min-w-0">
      <label className="block text-small">
        <span className="sr-only">{t.point}</span>
        <input
          type="range"
          min={0}
          max={points.length - 1}
          value={place}
          onChange={(event) => onPlace(Number(event.target.value))}
          aria-valuetext={value}
          className="block min-h-6 w-full accent-accent"
        />
      </label>
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-small tabular-nums">
        <span className="min-w-0 flex-1 basis-72">{value}</span>
        <Link
          href={href}
          prefetch={false}
          className="inline-block min-h-6 text-accent underline underline-offset-4"
        >
          {t.list}
        </Link>
      </p>
    </div>
  )
}
