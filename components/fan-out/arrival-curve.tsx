'use client'

import { AXIS_STEPS, stepStart } from '#protocol/dashboard/recipient-states.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Button } from '../ui/button.tsx'
import { findSides, layOutCurve, listTicks, placeOf, placeOfTime, type Sides } from './curve-layout.ts'
import { type LiveFanOut, useCalmProgress, useProgress } from './live-fan-out.ts'
import { texts } from './texts.ts'

/** Steps of the axis; `to` is exclusive. */
export type Brush = { from: number; to: number }

type Props = {
  live: LiveFanOut
  recipients: number
  brush: Brush | undefined
  onBrush: (brush: Brush | undefined) => void
}

const SHARES = [0.5, 0.95, 0.99] as const

/** Shows how the acknowledgements arrived over time, with two handles that select a range. */
export function ArrivalCurve({ live, recipients, brush, onBrush }: Props) {
  const isEmpty = useProgress(live, ({ histogram }) => histogram.total === 0)
  const first = useCalmProgress(live, ({ histogram }) => findSides(histogram).first)
  const last = useCalmProgress(live, ({ histogram }) => findSides(histogram).last)
  const t = useTexts(texts)
  if (isEmpty) return <p className="text-muted">{t.nobodyYet}</p>
  const sides = { first, last }
  const chosen = brush ?? { from: first, to: last + 1 }
  return (
    <div>
      <Curve {...{ live, recipients, sides, chosen, onBrush }} />
      <Ticks {...sides} />
      <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-small">
        {SHARES.map((share) => (
          <Within key={share} {...{ live, share }} />
        ))}
      </dl>
      <fieldset className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-small">
        <legend className="float-left mr-4 text-muted">{t.brush}</legend>
        <Handle
          label={t.from}
          value={chosen.from}
          {...{ min: first, max: chosen.to - 1, other: chosen.to, end: 'from' as const, onBrush }}
        />
        <Handle
          label={t.to}
          value={chosen.to}
          {...{ min: chosen.from + 1, max: Math.min(AXIS_STEPS, last + 1) }}
          {...{ other: chosen.from, end: 'to' as const, onBrush }}
        />
        {brush === undefined ? null : <Button onClick={() => onBrush(undefined)}>{t.clearBrush}</Button>}
      </fieldset>
    </div>
  )
}

type CurveProps = Pick<Props, 'live' | 'recipients' | 'onBrush'> & { sides: Sides; chosen: Brush }

/** The curve itself. */
function Curve({ live, recipients, sides, chosen, onBrush }: CurveProps) {
  const histogram = useCalmProgress(live, (progress) => progress.histogram)
  const t = useTexts(texts)
  const format = useFormat()
  const within = (share: number) => format.length(histogram.percentile(share) ?? 0)
  const points = layOutCurve(histogram, { recipients, ...sides })
  return (
    <svg
      role="img"
      aria-label={t.curveLabel(format.number(histogram.total), within(0.5), within(0.99))}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="block h-40 w-full cursor-crosshair touch-pan-y border-edge border-b border-l"
      {...dragTo(sides, onBrush)}
    >
      <title>{t.drag}</title>
      <rect
        x={placeOf(chosen.from, sides)}
        width={Math.max(0, placeOf(chosen.to, sides) - placeOf(chosen.from, sides))}
        height="100"
        className="fill-sunken"
      />
      {SHARES.map((share) => {
        const x = placeOfTime(histogram.percentile(share) ?? 0, sides)
        return (
          <line
            key={share}
            x1={x}
            x2={x}
            y1="0"
            y2="100"
            vectorEffect="non-scaling-stroke"
            strokeDasharray="3 3"
            className="stroke-edge"
          />
        )
      })}
      <polyline
        points={points.map(({ x, y }) => `${x},${y}`).join(' ')}
        fill="none"
        vectorEffect="non-scaling-stroke"
        strokeWidth="2"
        className="stroke-acked"
      />
    </svg>
  )
}

function Within({ live, share }: { live: LiveFanOut; share: number }) {
  const milliseconds = useCalmProgress(live, ({ histogram }) => histogram.percentile(share) ?? 0)
  const format = useFormat()
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">p{share * 100}</dt>
      <dd className="tabular-nums">{format.length(milliseconds)}</dd>
    </div>
  )
}

/** A drag along the curve selects the steps between its two ends. */
function dragTo(sides: Sides, onBrush: (brush: Brush) => void) {
  const stepAt = (event: React.PointerEvent<SVGElement>, clientX: number) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const share = Math.max(0, Math.min(0.9999, (clientX - left) / width))
    return sides.first + Math.floor(share * (sides.last + 1 - sides.first))
  }
  return {
    onPointerDown: (event: React.PointerEvent<SVGElement>) => {
      event.currentTarget.dataset.begun = String(event.clientX)
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerUp: (event: React.PointerEvent<SVGElement>) => {
      const begun = Number(event.currentTarget.dataset.begun ?? event.clientX)
      const [from, to] = [
        stepAt(event, Math.min(begun, event.clientX)),
        stepAt(event, Math.max(begun, event.clientX)),
      ]
      onBrush({ from, to: to + 1 })
    },
  }
}

/** Times below the curve. */
function Ticks({ first, last }: Sides) {
  const format = useFormat()
  const sides = { first, last }
  return (
    <svg aria-hidden="true" className="block h-5 w-full text-muted">
      {listTicks(sides).map(({ step, milliseconds }) => (
        <text
          key={step}
          x={`${placeOf(step, sides)}%`}
          y="15"
          textAnchor={step === first ? 'start' : step > last ? 'end' : 'middle'}
          className="fill-muted text-small"
        >
          {format.length(milliseconds)}
        </text>
      ))}
    </svg>
  )
}

type HandleProps = {
  label: string
  /** The end of the brush that the handle moves, the position of that end, and that of the other. */
  end: keyof Brush
  value: number
  other: number
  min: number
  max: number
  onBrush: Props['onBrush']
}

function Handle({ label, end, value, other, min, max, onBrush }: HandleProps) {
  const format = useFormat()
  const move = (step: number) =>
    onBrush(end === 'from' ? { from: step, to: other } : { from: other, to: step })
  return (
    <label className="flex items-center gap-2">
      {label}
      <input
        type="range"
        {...{ min, max, value }}
        aria-valuetext={format.length(stepStart(value))}
        onChange={(event) => move(Number(event.currentTarget.value))}
        className="min-h-6 w-36 accent-accent"
      />
      <output className="w-16 tabular-nums">{format.length(stepStart(value))}</output>
    </label>
  )
}
