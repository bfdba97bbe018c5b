import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'

/**
 * The latest connections of the AOI Clients that connected to this node last (`LIMITS`), to find those that reconnect
 * without end. The flight recorder of each is in the database.
 */
export class Reconnects {
  readonly #clock: Clock
  /** Times of connections (Unix ms), in the order of the last connection of each AOI Client. */
  readonly #openedAt = new Map<string, number[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts the AOI Clients that connected at least `connections` times since `since` (Unix ms). */
  count({ since, connections }: { since: number; connections: number }): number {
    let count = 0
    for (const times of this.#openedAt.values()) if ((times.at(-connections) ?? 0) >= since) count += 1
    return count
  }

  readonly onAnnouncement = (announcement: Announcement): void => {
    if (announcement.kind === 'sessionJoined') this.#note(announcement.aoiClientId)
    else if (announcement.kind === 'aoiClientEnded') this.#openedAt.delete(announcement.aoiClientId)
  }

  #note(aoiClientId: string): void {
    const times = this.#openedAt.get(aoiClientId) ?? []
    this.#openedAt.delete(aoiClientId)
    this.#openedAt.set(aoiClientId, [...times, this.#clock.now()].slice(-LIMITS.flightConnectionsPerClient))
    if (this.#openedAt.size <= LIMITS.flightClients) return
    const [longestAgo] = this.#openedAt.keys()
    if (longestAgo !== undefined) this.#openedAt.delete(longestAgo)
  }
}
