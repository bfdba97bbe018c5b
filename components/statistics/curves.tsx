'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { Statistics, StatisticsPoint } from '#protocol/dashboard/statistics.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import type { Format, Zone } from '../ui/format.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { Curve } from './curve.tsx'
import { type StatisticsTexts, texts } from './texts.ts'

/** The curves of one range, and the values of the point that the reader chooses. */
export function Curves({ statistics }: { statistics: Statistics }) {
  const t = useTexts(texts)
  const format = useFormat()
  const { points, sum } = statistics
  const [chosen, setChosen] = useState(points.length - 1)
  const place = Math.min(chosen, points.length - 1)
  const of = (name: Exclude<keyof StatisticsPoint, 'startedAt'>) => points.map((point) => point[name])
  const isEmpty = points.every(isNothing)
  if (isEmpty) return <p className="mt-3 text-muted">{t.nothing}</p>
  const shared = { place, onPlace: setChosen }
  const has = (name: 'online' | 'refused') => points.some((point) => point[name] !== undefined)
  return (
    <>
      <p className="mt-1 text-small tabular-nums">
        {t.sum(format.number(sum.accepted), format.number(sum.acked), format.number(sum.expired))}
        {sum.p50Ms === undefined || sum.p95Ms === undefined
          ? null
          : `; ${t.within(format.length(sum.p50Ms), format.length(sum.p95Ms))}`}
      </p>
      <div className="mt-3 grid gap-x-6 gap-y-4 rounded-panel border border-line bg-surface p-4 md:grid-cols-2">
        <Curve
          {...shared}
          name={t.accepted}
          lines={[{ values: of('accepted'), look: 'area' }]}
          format={format.number}
        />
        <Curve
          {...shared}
          name={t.acked}
          lines={[{ values: of('acked'), look: 'area' }]}
          format={format.number}
        />
        <Curve
          {...shared}
          name={t.timeToAck}
          lines={[
            { values: of('p50Ms'), look: 'faint' },
            { values: of('p95Ms'), look: 'line' },
          ]}
          format={format.length}
        />
        <Curve
          {...shared}
          name={t.backlog}
          lines={[{ values: of('backlog'), look: 'area' }]}
          format={format.number}
        />
        <Curve
          {...shared}
          name={t.expired}
          lines={[{ values: of('expired'), look: 'area' }]}
          format={format.number}
        />
        {has('refused') ? (
          <Curve
            {...shared}
            name={t.refused}
            lines={[{ values: of('refused'), look: 'area' }]}
            format={format.number}
          />
        ) : null}
        {has('online') ? (
          <Curve
            {...shared}
            name={t.online}
            lines={[{ values: of('online'), look: 'line' }]}
            format={format.number}
          />
        ) : null}
        <Readout statistics={statistics} {...shared} />
      </div>
    </>
  )
}

/** Nothing happened in the time of the point. */
function isNothing({ accepted, acked, expired, backlog, refused = 0, online = 0 }: StatisticsPoint): boolean {
  return accepted + acked + expired + backlog + refused + online === 0
}

type ReadoutProps = { statistics: Statistics; place: number; onPlace: (place: number) => void }

/** A control that moves from point to point, by keys too, and says the values of each. */
function Readout({ statistics, place, onPlace }: ReadoutProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() && statistics.range !== 'quarter' ? 'local' : 'UTC'
  const { points, pointSeconds } = statistics
  const point = points[place]
  if (point === undefined) return null
  const value = describePoint(point, { t, format, zone })
  const to = new Date(Date.parse(point.startedAt) + pointSeconds * 1000 - 1).toISOString()
  return (
    <div className="min-w-0 md:col-span-2">
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
        <span>{value}</span>
        {point.accepted === 0 ? null : (
          <Link
            href={`/notifications?acceptedFrom=${point.startedAt}&acceptedTo=${to}`}
            prefetch={false}
            className="text-accent underline underline-offset-4"
          >
            {t.list}
          </Link>
        )}
      </p>
    </div>
  )
}

function describePoint(
  point: StatisticsPoint,
  { t, format, zone }: { t: StatisticsTexts; format: Format; zone: Zone },
): string {
  const { startedAt, accepted, acked, expired, refused, backlog, online, p50Ms, p95Ms } = point
  return [
    t.pointIs(format.moment(startedAt, zone), format.number(accepted), format.number(acked)),
    ...(p50Ms === undefined || p95Ms === undefined
      ? []
      : [t.within(format.length(p50Ms), format.length(p95Ms))]),
    t.pointWaits(format.number(backlog), format.number(expired)),
    ...(refused === undefined ? [] : [t.pointRefused(format.number(refused))]),
    ...(online === undefined ? [] : [t.pointOnline(format.number(online))]),
  ].join(', ')
}
