/**
 * A connection of an AOI Client; times are Unix ms. Without `closedAt`, its node was killed before it could write the
 * end. `roundTripMs` is the latest one.
 */
export type FlightConnection = {
  sessionNumber: number
  openedAt: number
  closedAt?: number
  closingCode?: number
  roundTripMs?: number
}
