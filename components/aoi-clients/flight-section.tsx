'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { Flight } from '#protocol/dashboard/flight.ts'
import { FLIGHT_WINDOWS, type FlightWindow } from '#protocol/dashboard/flight-windows.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import { buttonClass } from '../ui/button.tsx'
import type { Zone } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { FlightChart } from './flight-chart.tsx'
import { FlightConnections, FlightDeliveries } from './flight-tables.tsx'
import { flightTexts } from './flight-texts.ts'

const WINDOWS = Object.keys(FLIGHT_WINDOWS) as FlightWindow[]

type Props = { aoiClientId: string; initial: Flight; window: FlightWindow; paused: boolean }

/** Connections and deliveries of one AOI Client on one axis of time, and as tables. */
export function FlightSection({ aoiClientId, initial, window: first, paused }: Props) {
  const t = useTexts(flightTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
  const [window, setWindow] = useQueryState('window', parseAsStringLiteral(WINDOWS).withDefault('hour'))
  const { refetchInterval } = useActivity(paused ? undefined : 'readFlight')
  const { data: flight, error } = useQuery({
    queryKey: ['dashboard', 'readFlight', aoiClientId, window],
    queryFn: ({ signal }) =>
      readDashboard<Flight>('readFlight', { path: { id: aoiClientId }, query: { window }, signal }),
    ...(window === first ? { initialData: initial } : {}),
    refetchInterval: untilRead(refetchInterval),
  })
  return (
    <Section title={t.title} lead={t.lead}>
      <nav aria-label={t.window} className="flex flex-wrap items-center gap-2">
        {WINDOWS.map((name) => (
          <a
            key={name}
            href={`?window=${name}`}
            aria-current={name === window ? 'true' : undefined}
            onClick={(event) => {
              event.preventDefault()
              setWindow(name).catch(() => undefined)
            }}
            className={`${buttonClass()} aria-[current]:border-ink aria-[current]:bg-sunken`}
          >
            {t[name]}
          </a>
        ))}
        <span className="text-muted text-small">
          {t.since} {format.moment(initial.recordedSince, zone)}
        </span>
      </nav>
      {error === null ? null : (
        <p role="alert" className="mt-3 text-danger">
          {t.failed}
        </p>
      )}
      {flight === undefined ? (
        error === null ? (
          <p role="status" className="mt-3 text-muted">
            {t.reading}
          </p>
        ) : null
      ) : (
        <Recorded flight={flight} zone={zone} />
      )}
    </Section>
  )
}

function Recorded({ flight, zone }: { flight: Flight; zone: Zone }) {
  const t = useTexts(flightTexts)
  const { connections, deliveries, cut } = flight
  if (connections.length + deliveries.length === 0) return <p className="mt-3 text-muted">{t.nothing}</p>
  return (
    <>
      <FlightChart flight={flight} />
      <div
        className={`mt-4 grid gap-5 ${connections.length > 0 && deliveries.length > 0 ? 'xl:grid-cols-2' : ''}`}
      >
        {connections.length === 0 ? null : <FlightConnections connections={connections} zone={zone} />}
        {deliveries.length === 0 ? null : <FlightDeliveries deliveries={deliveries} zone={zone} />}
      </div>
      {cut ? <p className="mt-2 text-muted text-small">{t.cut(deliveries.length)}</p> : null}
    </>
  )
}
