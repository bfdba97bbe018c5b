'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import type { Flight } from '#protocol/dashboard/flight.ts'
import { FLIGHT_WINDOWS, type FlightWindow } from '#protocol/dashboard/flight-windows.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { untilRead } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'

export const WINDOWS = Object.keys(FLIGHT_WINDOWS) as FlightWindow[]

export type FlightState = ReturnType<typeof useFlight>

/** Reads the flight recorder of the time range in the URL, and follows it. */
export function useFlight(given: {
  aoiClientId: string
  initial: Flight
  window: FlightWindow
  paused: boolean
}) {
  const { aoiClientId, initial, window: first, paused } = given
  const [window, setWindow] = useQueryState('window', parseAsStringLiteral(WINDOWS).withDefault('hour'))
  const { refetchInterval } = useActivity(paused ? undefined : 'readFlight')
  const { data: flight, error } = useQuery({
    queryKey: ['dashboard', 'readFlight', aoiClientId, window],
    queryFn: ({ signal }) =>
      readDashboard<Flight>('readFlight', { path: { id: aoiClientId }, query: { window }, signal }),
    ...(window === first ? { initialData: initial } : {}),
    refetchInterval: untilRead(refetchInterval),
  })
  return { flight, error, window, setWindow }
}
