import type { Urgency } from '#protocol'
import type { ClientConditionName } from '#protocol/dashboard/client-conditions.ts'
import type { Receiver } from '#protocol/dashboard/receiver.ts'
import type { ConnectionState } from '../presence.ts'
import type { FlightConnection } from './flight-connection.ts'

/** An AOI Client with so many connections in `RECONNECT_MILLISECONDS` reconnects without end. */
const RECONNECTS = 5
export const RECONNECT_MILLISECONDS = 600_000

/** All that decides the condition of an AOI Client. Times are Unix ms. */
export type ClientFacts = {
  now: number
  /** Connected to any node. */
  isOnline: boolean
  /** Its session, if it is connected to this node. */
  here: ConnectionState | undefined
  /** The node of its latest session runs: it writes the end of the session soon. */
  isNodeRunning: boolean
  /** The number of its latest session; 0: none yet. */
  sessionNumber: number
  lastSeenAt: number
  registrations: number
  /** Notifications in the logs of its tokens that it has not acked. */
  queue: number
  receiver: Receiver
  /** Its connections before the present one, the oldest first. */
  connections: readonly FlightConnection[]
}

export type ClientCondition = {
  name: ClientConditionName
  /** Since when it holds, where that is known (Unix ms). */
  since?: number
  /** Connections in the last ten minutes. */
  connections?: number
  minimumUrgency?: Urgency
}

const CLOSED: Readonly<Record<number, ClientConditionName>> = {
  ...{ 4401: 'credentialRevoked', 4408: 'closedAsTooSlow', 4409: 'closedByOtherSession' },
  ...{ 4429: 'closedAsFlooding', 4503: 'sentAway' },
}

/** Returns why an AOI Client is connected and behind, or not connected. */
export function explainClient(facts: ClientFacts): ClientCondition {
  const recent = facts.connections.filter(({ openedAt }) => openedAt >= facts.now - RECONNECT_MILLISECONDS)
  const connections = recent.length + (facts.isOnline ? 1 : 0)
  if (connections >= RECONNECTS && !isByPush(facts)) return { name: 'reconnecting', connections }
  return facts.isOnline && !isByPush(facts) ? explainOnline(facts) : explainOffline(facts)
}

/** True while a push service stands in for the AOI Client. */
function isByPush({ here, isOnline, receiver }: ClientFacts): boolean {
  if (here !== undefined) return here.isByPushService
  return !isOnline && receiver.pushHost !== undefined
}

function explainOffline(facts: ClientFacts): ClientCondition {
  const { connections, isNodeRunning, lastSeenAt, queue, sessionNumber } = facts
  if (isByPush(facts)) return { name: queue > 0 ? 'pushServiceOwes' : 'byPushService' }
  if (sessionNumber === 0) return { name: 'neverConnected' }
  const last = connections.at(-1)
  if (last?.sessionNumber !== sessionNumber || last.closedAt === undefined)
    return isNodeRunning ? { name: 'connectionEnded' } : { name: 'endNotRecorded', since: lastSeenAt }
  const { closedAt: since, closingCode } = last
  return { name: (closingCode === undefined ? undefined : CLOSED[closingCode]) ?? 'connectionEnded', since }
}

function explainOnline({ here, lastSeenAt, queue, registrations }: ClientFacts): ClientCondition {
  const since = here?.openedAt ?? lastSeenAt
  if (registrations === 0) return { name: 'nothingRegistered', since }
  if (queue === 0) return { name: 'upToDate', since }
  if (here === undefined) return { name: 'behindElsewhere', since }
  if (here.isWindowFull) return { name: 'windowFull', since }
  if (here.hasOutstanding) return { name: 'notAcknowledging', since }
  const { minimumUrgency } = here
  return minimumUrgency === undefined
    ? { name: 'catchingUp', since }
    : { name: 'heldBack', since, minimumUrgency }
}
