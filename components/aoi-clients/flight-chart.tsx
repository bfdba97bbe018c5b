import type { Flight } from '#protocol/dashboard/flight.ts'
import { OUTCOME_FILLS, OutcomePatterns } from '../fan-out/outcome-look.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { useHydrated } from '../ui/use-hydrated.ts'
import { layOutLanes, placeIn } from './flight-layout.ts'
import { type FlightTexts, flightTexts } from './flight-texts.ts'

const LANE = 12
const CONNECTION = 20
const LEAST_PERCENT = 0.3
const TICKS = [0, 0.25, 0.5, 0.75] as const

/** Shows the connected periods above, and each delivery from acceptance to ack below. */
export function FlightChart({ flight }: { flight: Flight }) {
  const t = useTexts(flightTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const { connections, deliveries, from, to } = flight
  const lanes = layOutLanes(flight)
  const height = CONNECTION + 8 + Math.max(1, lanes.count) * LANE
  return (
    <figure className="mt-4">
      <OutcomePatterns />
      <svg
        role="img"
        aria-label={t.chart(connections.length, deliveries.length)}
        width="100%"
        height={height}
        className="block border-edge border-b border-l"
      >
        {TICKS.map((tick) => (
          <line key={tick} x1={`${100 * tick}%`} x2={`${100 * tick}%`} y2={height} className="stroke-line" />
        ))}
        {connections.map(({ openedAt, closedAt, isOpen }) => (
          <Span
            key={openedAt}
            {...{ flight, from: openedAt, to: closedAt ?? (isOpen === true ? to : openedAt), y: 2 }}
            height={CONNECTION - 4}
            className="fill-accent"
          />
        ))}
        {deliveries.map((delivery, place) => (
          <Delivery
            key={delivery.notificationId + delivery.token.id}
            {...{ delivery, flight, t }}
            y={CONNECTION + 8 + (lanes.laneOf[place] ?? 0) * LANE}
          />
        ))}
      </svg>
      <figcaption className="flex justify-between text-muted text-small tabular-nums">
        {TICKS.map((tick) => (
          <span key={tick}>{format.timeOfDay(timeAt({ from, to }, tick), zone)}</span>
        ))}
        <span>{t.now}</span>
      </figcaption>
    </figure>
  )
}

type DeliveryProps = { delivery: Flight['deliveries'][number]; flight: Flight; y: number; t: FlightTexts }

function Delivery({ delivery, flight, y, t }: DeliveryProps) {
  const { acceptedAt, ackedAt, outcome } = delivery
  const look = outcome === 'cancelled' || outcome === 'replaced' ? 'expired' : outcome
  return (
    <g>
      <title>{`${delivery.applicationName}: ${t[outcome]}`}</title>
      <Span
        {...{ flight, from: acceptedAt, to: ackedAt ?? acceptedAt, y: y + 3 }}
        height={LANE - 6}
        className={OUTCOME_FILLS[look]}
      />
      <circle
        cx={`${placeIn(flight, acceptedAt)}%`}
        cy={y + LANE / 2}
        r="3.5"
        className={OUTCOME_FILLS[look]}
      />
    </g>
  )
}

type SpanProps = { flight: Flight; from: string; to: string; y: number; height: number; className: string }

function Span({ flight, from, to, ...box }: SpanProps) {
  const x = placeIn(flight, from)
  return <rect x={`${x}%`} width={`${Math.max(LEAST_PERCENT, placeIn(flight, to) - x)}%`} {...box} />
}

function timeAt({ from, to }: { from: string; to: string }, share: number): string {
  return new Date(Date.parse(from) + share * (Date.parse(to) - Date.parse(from))).toISOString()
}
