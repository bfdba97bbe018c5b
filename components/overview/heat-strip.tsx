'use client'

import { HEAT_ROWS } from '#protocol/heat.ts'
import type { Overview, PulseMinute } from '#protocol/overview.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { useRoving } from '../ui/use-roving.ts'
import { texts } from './texts.ts'

const MINUTE = 60_000
const BARS = 5
const GAP = 0.6
/** Powers of ten of a millisecond, at the bottom of their rows. */
const TICKS = [
  { row: 3, label: '10 ms' },
  { row: 6, label: '100 ms' },
  { row: 9, label: '1 s' },
  { row: 12, label: '10 s' },
] as const
const LEAST_SHADE = 0.25

/**
 * The last hour at a glance: the accepted notifications, and the times to ack. Each minute links to its notifications.
 */
export function HeatStrip({ pulse, startedAt }: { pulse: Overview['pulse']; startedAt: string }) {
  const t = useTexts(texts)
  const { minutes } = pulse
  const busy = minutes.filter(({ accepted, acked }) => accepted > 0 || acked.length > 0)
  const roving = useRoving({ stops: busy.length, columns: 1, first: busy.length - 1 })
  const most = {
    accepted: Math.max(1, ...minutes.map(({ accepted }) => accepted)),
    acked: Math.max(1, ...minutes.flatMap(({ acked }) => acked)),
  }
  const isYoung = Date.parse(startedAt) > Date.parse(minutes[0]?.startedAt ?? startedAt)
  return (
    <section aria-labelledby="heat" className="mt-6">
      <h2 id="heat" className="font-semibold">
        {t.heat}
        {isYoung ? <span className="font-normal text-muted text-small"> {t.since}</span> : null}
      </h2>
      <p className="text-muted text-small">{busy.length === 0 ? t.noHeat : t.heatIs}</p>
      {busy.length === 0 ? null : (
        <div className="mt-2 grid grid-cols-[auto_1fr] gap-x-2 rounded-panel border border-line bg-surface p-4">
          <Ticks />
          {/* biome-ignore lint/a11y/useSemanticElements: a group of links, not a field of a form */}
          <div role="group" aria-label={t.heatLabel} onKeyDown={roving.onKeyDown}>
            {/* biome-ignore lint/a11y/noSvgWithoutTitle: each link in it has its own */}
            <svg
              viewBox={`0 0 ${minutes.length} ${BARS + GAP + HEAT_ROWS}`}
              preserveAspectRatio="none"
              className="block h-44 w-full"
            >
              <rect y={BARS + GAP} width={minutes.length} height={HEAT_ROWS} className="fill-sunken" />
              {minutes.map((minute, column) => {
                const stop = busy.indexOf(minute)
                return stop === -1 ? null : (
                  <Minute
                    key={minute.startedAt}
                    {...{ minute, column, stop, most }}
                    isStop={stop === roving.at}
                    onStop={() => roving.moveTo(stop)}
                  />
                )
              })}
            </svg>
          </div>
          <span />
          <p className="flex justify-between text-muted text-small">
            <span>{t.ago}</span>
            <span>{t.now}</span>
          </p>
        </div>
      )}
    </section>
  )
}

type MinuteProps = {
  minute: PulseMinute
  column: number
  stop: number
  isStop: boolean
  most: { accepted: number; acked: number }
  onStop: () => void
}

function Minute({ minute, column, stop, isStop, most, onStop }: MinuteProps) {
  const t = useTexts(texts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { startedAt, accepted, acked, p95Ms } = minute
  const to = new Date(Date.parse(startedAt) + MINUTE - 1).toISOString()
  const label = t.minute(
    format.timeOfDay(startedAt, zone),
    format.number(accepted),
    format.number(acked.reduce((sum, count) => sum + count, 0)),
    p95Ms === undefined ? '–' : format.length(p95Ms),
  )
  const height = (BARS * accepted) / most.accepted
  return (
    <a
      href={`/notifications?acceptedFrom=${startedAt}&acceptedTo=${to}`}
      aria-label={label}
      data-stop={stop}
      tabIndex={isStop ? 0 : -1}
      onFocus={onStop}
      className="group"
    >
      <title>{label}</title>
      <rect
        x={column}
        width="1"
        height={BARS + GAP + HEAT_ROWS}
        className="fill-transparent group-hover:fill-line group-focus:fill-line"
      />
      <rect x={column + 0.1} width="0.8" y={BARS - height} height={height} className="fill-accent" />
      {acked.map((count, row) =>
        count === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index identifies a row
            key={row}
            x={column + 0.04}
            y={BARS + GAP + HEAT_ROWS - 1 - row}
            width="0.92"
            height="0.94"
            className="outcome-acked"
            fillOpacity={shadeOf(count, most.acked)}
          />
        ),
      )}
    </a>
  )
}

/** Logarithmic, so that one ack stays visible beside a hundred thousand. */
function shadeOf(count: number, most: number): number {
  const share = Math.log1p(count) / Math.log1p(most)
  return LEAST_SHADE + (1 - LEAST_SHADE) * share
}

function Ticks() {
  const height = BARS + GAP + HEAT_ROWS
  return (
    <svg aria-hidden="true" className="h-44 w-12">
      {TICKS.map(({ row, label }) => (
        <text
          key={row}
          x="100%"
          y={`${(100 * (height - row)) / height}%`}
          textAnchor="end"
          dominantBaseline="middle"
          className="fill-muted text-small"
        >
          {label}
        </text>
      ))}
    </svg>
  )
}
