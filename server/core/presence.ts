/** How far the hub got with a member: it is not connected, has not been sent the notification yet, or was. */
export type Reach = 'offline' | 'queued' | 'sent'

/** Who is connected to this node, as its hub knows it. */
export interface LocalPresence {
  /** AOI Clients with a bound session. */
  readonly onlineAoiClients: number
  /** Members of a token that are connected. */
  countOnline(tokenId: number): number
  isOnline(aoiClientId: string): boolean
  /** How far a notification got with a member of its token that has not acked it. */
  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach
}

/** An AOI Client, and the node where the database has its latest session. */
export type Placed = { aoiClientId: string; nodeId: string | undefined }

/** Who is connected, to whatever node: here as it is now, elsewhere as it was seconds ago. */
export interface Presence {
  readonly onlineAoiClients: number
  /** Nodes that are there, this one among them. */
  readonly nodeIds: readonly string[]
  /** Members that are connected, for each of the tokens. */
  countOnline(tokenIds: readonly number[]): Promise<ReadonlyMap<number, number>>
  isOnline(client: Placed): boolean
  /** Members of the token that are connected to other nodes. */
  listOnlineElsewhere(tokenId: number): Promise<ReadonlySet<string>>
  /** As far as this node knows: to it, who is connected to another is `offline`. */
  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach
}
