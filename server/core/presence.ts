/** How far the hub got with a member: it is not connected, has not been sent the notification yet, or was. */
export type Reach = 'offline' | 'queued' | 'sent'

/** Who is connected here, as the hub knows it. */
export interface Presence {
  /** AOI Clients with a bound session. */
  readonly onlineAoiClients: number
  /** Members of a token that are connected. */
  countOnline(tokenId: number): number
  isOnline(aoiClientId: string): boolean
  /** How far a notification got with a member of its token that has not acked it. */
  reachOf(aoiClientId: string, notification: { clientAppToken: string; seq: number }): Reach
}
