'use client'

import type { Flight } from '#protocol/dashboard/flight.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { buttonClass } from '../ui/button.tsx'
import type { Zone } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { useHydrated } from '../ui/use-hydrated.ts'
import { FlightChart } from './flight-chart.tsx'
import { FlightConnections, FlightDeliveries } from './flight-tables.tsx'
import { flightTexts } from './flight-texts.ts'
import { type FlightState, WINDOWS } from './use-flight.ts'

type Props = { aoiClientId: string; state: FlightState }

/** Connections and deliveries of one AOI Client on one axis of time, and as tables. */
export function FlightSection({ aoiClientId, state: { flight, error, window, setWindow } }: Props) {
  const t = useTexts(flightTexts)
  const format = useFormat()
  const zone = useHydrated() ? 'local' : 'UTC'
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
          {t.kept(PAGE_LIMITS.flightConnectionsPerClient, format.duration(PAGE_LIMITS.flightKeptSeconds))}
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
        <Recorded aoiClientId={aoiClientId} flight={flight} zone={zone} />
      )}
    </Section>
  )
}

function Recorded({ aoiClientId, flight, zone }: { aoiClientId: string; flight: Flight; zone: Zone }) {
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
        {deliveries.length === 0 ? null : (
          <FlightDeliveries aoiClientId={aoiClientId} deliveries={deliveries} zone={zone} />
        )}
      </div>
      {cut ? <p className="mt-2 text-muted text-small">{t.cut(deliveries.length)}</p> : null}
    </>
  )
}
