import { fingerprint, LIMITS } from '#protocol'
import type { Flight } from '#protocol/dashboard/flight.ts'
import { FLIGHT_WINDOWS, type FlightWindow } from '#protocol/dashboard/flight-windows.ts'
import type { Context } from '../context.ts'
import type { FlightDelivery } from '../dashboard/dashboard-store.ts'
import { toInstant } from '../instants.ts'
import type { Presence } from '../presence.ts'
import {
  type ClientCondition,
  type ClientFacts,
  explainClient,
  RECONNECT_MILLISECONDS,
} from './explain-client.ts'
import type { FlightConnection } from './flight-connection.ts'

type Asked = {
  aoiClientId: string
  presence: Pick<Presence, 'isOnline' | 'describeConnection' | 'nodeIds'>
}

/**
 * Returns the connections and deliveries of an AOI Client on one axis of time, and why it is behind or not connected.
 * The database has a connection once it is over; the present one is known from the AOI Client's latest session.
 */
export async function readFlight(ctx: Context, asked: Asked & { window: FlightWindow }): Promise<Flight> {
  const now = ctx.clock.now()
  const from = now - FLIGHT_WINDOWS[asked.window]
  const rows = LIMITS.flightDeliveries
  const deliveries = await ctx.dashboard.listFlightDeliveries({
    ...{ aoiClientId: asked.aoiClientId, from, now, rows },
    turn: ctx.pacer.turn,
  })
  const facts = await findFacts(ctx, { ...asked, now })
  return {
    ...{ from: toInstant(from), to: toInstant(now) },
    ...(facts === undefined ? {} : describeClient(facts)),
    connections: connectionsOf(facts)
      .filter(({ closedAt = now }) => closedAt >= from)
      .map(toConnection),
    deliveries: deliveries.map(toDelivery),
    cut: deliveries.length >= rows,
  }
}

/** Returns `undefined` if no AOI Client has this id. */
async function findFacts(
  ctx: Context,
  { aoiClientId, presence, now }: Asked & { now: number },
): Promise<ClientFacts | undefined> {
  const client = await ctx.store.findAoiClient(aoiClientId)
  const listed = { limit: 1, filter: { id: aoiClientId }, oldestFirst: true }
  const [row] = (await ctx.dashboard.listAoiClients(listed)).rows
  if (client === undefined || row?.id !== aoiClientId) return undefined
  const { sessionNumber, lastSeenAt, nodeId } = client
  const isOnline = presence.isOnline({ aoiClientId, nodeId })
  const recorded = await ctx.dashboard.listFlightConnections(aoiClientId)
  return {
    ...{ now, isOnline, here: presence.describeConnection(aoiClientId), sessionNumber, lastSeenAt },
    ...{ registrations: row.registrations, queue: row.queue, receiver: row.receiver },
    isNodeRunning: nodeId !== undefined && presence.nodeIds.includes(nodeId),
    // The record of the present session has no end yet, if it has one at all.
    connections: isOnline ? recorded.filter((each) => each.sessionNumber !== sessionNumber) : recorded,
  }
}

function describeClient(facts: ClientFacts): Pick<Flight, 'condition' | 'reconnects' | 'roundTripMs'> {
  const { connections, now } = facts
  const since = now - RECONNECT_MILLISECONDS
  const roundTripMs = facts.here?.roundTripMs ?? connections.findLast((each) => each.roundTripMs)?.roundTripMs
  return {
    condition: toCondition(explainClient(facts)),
    reconnects: connections.filter(({ openedAt }) => openedAt >= since).length,
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
  }
}

function toCondition({ since, ...condition }: ClientCondition): Flight['condition'] {
  return { ...condition, ...(since === undefined ? {} : { since: toInstant(since) }) }
}

type Shown = Omit<FlightConnection, 'sessionNumber'> & { isOpen?: true }

function connectionsOf(facts: ClientFacts | undefined): Shown[] {
  if (facts === undefined) return []
  const { connections, isOnline, here, lastSeenAt } = facts
  if (!isOnline || here?.isByPushService === true) return [...connections]
  return [...connections, { openedAt: here?.openedAt ?? lastSeenAt, isOpen: true }]
}

function toConnection({
  openedAt,
  closedAt,
  closingCode,
  roundTripMs,
  isOpen,
}: Shown): Flight['connections'][number] {
  return {
    openedAt: toInstant(openedAt),
    ...(closedAt === undefined ? {} : { closedAt: toInstant(closedAt) }),
    ...(closingCode === undefined ? {} : { closingCode }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
    ...(isOpen === undefined ? {} : { isOpen }),
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
