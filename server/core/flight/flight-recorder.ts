import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'

/** One connection of an AOI Client; times are Unix ms. Without `closedAt` it is open. */
export type FlightConnection = { openedAt: number; closedAt?: number; closingCode?: number }

/**
 * Connections of AOI Clients since this process started. Keeps the latest connections of each of the most recently
 * connected clients (`LIMITS`). The deliveries are in the database.
 */
export class FlightRecorder {
  readonly #clock: Clock
  /** In the order of their last connection. */
  readonly #flights = new Map<string, FlightConnection[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Oldest first. */
  connectionsOf(aoiClientId: string): readonly FlightConnection[] {
    return this.#flights.get(aoiClientId) ?? []
  }

  /** Counts the AOI Clients that connected at least `connections` times since `since` (Unix ms). */
  countReconnecting({ since, connections }: { since: number; connections: number }): number {
    let count = 0
    for (const flight of this.#flights.values())
      if ((flight.at(-connections)?.openedAt ?? 0) >= since) count += 1
    return count
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    if (announcement.kind === 'sessionJoined') this.#open(announcement.aoiClientId)
    else if (announcement.kind === 'sessionLeft') this.#close(announcement)
    else if (announcement.kind === 'aoiClientEnded') this.#flights.delete(announcement.aoiClientId)
  }

  #open(aoiClientId: string): void {
    const connections = this.#flights.get(aoiClientId) ?? []
    this.#flights.delete(aoiClientId)
    const kept = [...connections, { openedAt: this.#clock.now() }].slice(-LIMITS.flightConnectionsPerClient)
    this.#flights.set(aoiClientId, kept)
    if (this.#flights.size <= LIMITS.flightClients) return
    const [longestAgo] = this.#flights.keys()
    if (longestAgo !== undefined) this.#flights.delete(longestAgo)
  }

  #close({ aoiClientId, closingCode }: { aoiClientId: string; closingCode?: number | undefined }): void {
    const last = this.#flights.get(aoiClientId)?.at(-1)
    if (last === undefined || last.closedAt !== undefined) return
    last.closedAt = this.#clock.now()
    if (closingCode !== undefined) last.closingCode = closingCode
  }
}
