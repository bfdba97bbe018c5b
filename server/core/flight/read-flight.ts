import { fingerprint, LIMITS } from '#protocol'
import type { Flight } from '#protocol/dashboard/flight.ts'
import { FLIGHT_WINDOWS, type FlightWindow } from '#protocol/dashboard/flight-windows.ts'
import type { Context } from '../context.ts'
import type { FlightDelivery } from '../dashboard/dashboard-store.ts'
import { toInstant } from '../instants.ts'
import type { FlightConnection, FlightRecorder } from './flight-recorder.ts'

type FlightRequest = {
  aoiClientId: string
  window: FlightWindow
  recorder: FlightRecorder
  /** Start of the recorder, Unix ms. */
  recordedSince: number
}

/** Returns the connections and deliveries of an AOI Client on one axis of time. */
export async function readFlight(ctx: Context, asked: FlightRequest): Promise<Flight> {
  const { aoiClientId, window, recorder, recordedSince } = asked
  const now = ctx.clock.now()
  const from = now - FLIGHT_WINDOWS[window]
  const rows = LIMITS.flightDeliveries
  const deliveries = await ctx.dashboard.listFlightDeliveries({
    ...{ aoiClientId, from, now, rows },
    turn: ctx.pacer.turn,
  })
  const connections = recorder.connectionsOf(aoiClientId)
  return {
    from: toInstant(from),
    to: toInstant(now),
    recordedSince: toInstant(recordedSince),
    connections: connections.filter(({ closedAt = now }) => closedAt >= from).map(toConnection),
    deliveries: deliveries.map(toDelivery),
    cut: deliveries.length >= rows,
  }
}

function toConnection({ openedAt, closedAt, closingCode }: FlightConnection): Flight['connections'][number] {
  return {
    openedAt: toInstant(openedAt),
    ...(closedAt === undefined ? {} : { closedAt: toInstant(closedAt) }),
    ...(closingCode === undefined ? {} : { closingCode }),
  }
}

function toDelivery(row: FlightDelivery): Flight['deliveries'][number] {
  const { notificationId, applicationName, acceptedAt, ackedAt, outcome } = row
  return {
    ...{ notificationId, applicationName, outcome, acceptedAt: toInstant(acceptedAt) },
    token: { id: row.tokenId, fingerprint: fingerprint(row.clientAppToken) },
    ...(ackedAt === undefined
      ? {}
      : { ackedAt: toInstant(ackedAt), timeToAckMs: Math.max(0, ackedAt - acceptedAt) }),
  }
}
