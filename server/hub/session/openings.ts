import type { Announcement } from '#server/core/announcement.ts'
import type { Opening } from './opening.ts'

/**
 * The sessions that are about to begin on this node, by AOI Client. Thousands open at once after a restart, and each of
 * them is announced: an announcement goes only to the openings of its own AOI Client.
 */
export class Openings {
  readonly #byAoiClient = new Map<string, readonly Opening[]>()

  has(aoiClientId: string): boolean {
    return this.#byAoiClient.has(aoiClientId)
  }

  add(opening: Opening): void {
    this.#byAoiClient.set(opening.aoiClientId, [...this.#of(opening.aoiClientId), opening])
  }

  /** Returns false if the opening was removed before. */
  delete(opening: Opening): boolean {
    const { aoiClientId } = opening
    const before = this.#of(aoiClientId)
    const left = before.filter((each) => each !== opening)
    if (left.length === before.length) return false
    if (left.length === 0) this.#byAoiClient.delete(aoiClientId)
    else this.#byAoiClient.set(aoiClientId, left)
    return true
  }

  onAnnouncement(announcement: Announcement): void {
    if (this.#byAoiClient.size === 0) return
    const aoiClientId = aoiClientOf(announcement)
    if (aoiClientId === undefined) return
    for (const opening of this.#of(aoiClientId)) opening.onAnnouncement(announcement)
  }

  #of(aoiClientId: string): readonly Opening[] {
    return this.#byAoiClient.get(aoiClientId) ?? []
  }
}

/** Returns the one AOI Client that an announcement is about, if there is one. */
function aoiClientOf(announcement: Announcement): string | undefined {
  if (announcement.kind === 'registered') return announcement.registration.aoiClientId
  return 'aoiClientId' in announcement ? announcement.aoiClientId : undefined
}
