/** Who is connected here, as the hub knows it. */
export interface Presence {
  /** AOI Clients with a bound session. */
  readonly onlineAoiClients: number
  /** Members of a token that are connected. */
  countOnline(tokenId: number): number
  isOnline(aoiClientId: string): boolean
}
