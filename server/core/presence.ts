import type { Urgency } from '#protocol'

/**
 * Progress of the hub with a member: not connected, connected but not yet sent the notification, or sent. By a push
 * service: not yet accepted there, or accepted.
 */
export type Reach = 'offline' | 'queued' | 'sent' | 'pushQueued' | 'pushed'

/** The session of an AOI Client on this node. `openedAt` is Unix ms. */
export type ConnectionState = {
  openedAt: number
  /** Something was sent and is not acknowledged. */
  hasOutstanding: boolean
  isWindowFull: boolean
  isByPushService: boolean
  /** Less urgent notifications wait. */
  minimumUrgency?: Urgency
  /** From the latest ping to its pong; missing before the first. */
  roundTripMs?: number
}

/** The clients connected to this node, as its hub knows them. */
export interface LocalPresence {
  /** AOI Clients with a bound session. */
  readonly onlineAoiClients: number
  /** Number of connected members of a token. */
  countOnline(tokenId: number): number
  isOnline(aoiClientId: string): boolean
  /** The session of an AOI Client here. */
  describeConnection(aoiClientId: string): ConnectionState | undefined
  /** Progress of a notification with a member of its token that has not acked it. */
  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach
}

/** An AOI Client, and the node of its latest session according to the database. */
export type ClientPlace = { aoiClientId: string; nodeId: string | undefined }

/** The clients connected to any node: exact for this node, seconds old for the others. */
export interface Presence {
  readonly onlineAoiClients: number
  /** The ids of all running nodes, including this one. */
  readonly nodeIds: readonly string[]
  /** Number of connected members, for each of the tokens. */
  countOnline(tokenIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  isOnline(client: ClientPlace): boolean
  /** The session of an AOI Client on this node. */
  describeConnection(aoiClientId: string): ConnectionState | undefined
  /** Members of the token that are connected to other nodes. */
  listOnlineElsewhere(tokenId: number): Promise<ReadonlySet<string>>
  /** As far as this node knows: a client connected to another node is `offline`. */
  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach
}
