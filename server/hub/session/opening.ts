import type { Announcement } from '#server/core/announcement.ts'
import type { Registration } from '#server/core/store.ts'

/**
 * A session after its registrations were read and before it joins. It keeps the announcements about the AOI Client from
 * that time. So nothing is sent to a registration that has ended, and no new registration is missed.
 */
export class Opening {
  readonly aoiClientId: string
  /** The number of the future session; unset until the database has given one. */
  sessionNumber: number | undefined
  readonly #ended = new Set<number>()
  readonly #registered: Registration[] = []
  #clientEnded = false
  #newestNumber = 0

  constructor(aoiClientId: string) {
    this.aoiClientId = aoiClientId
  }

  get clientEnded(): boolean {
    return this.#clientEnded
  }

  /**
   * The highest session number that was announced. If it is higher than its own, this session ends before it begins.
   */
  get newestNumber(): number {
    return this.#newestNumber
  }

  onAnnouncement(announcement: Announcement): void {
    switch (announcement.kind) {
      case 'registered':
        if (announcement.registration.aoiClientId === this.aoiClientId)
          this.#registered.push(announcement.registration)
        break
      case 'deregistered':
      case 'revoked':
        this.#ended.add(announcement.registrationId)
        break
      case 'aoiClientEnded':
        if (announcement.aoiClientId === this.aoiClientId) this.#clientEnded = true
        break
      case 'sessionOpened':
        if (announcement.aoiClientId === this.aoiClientId)
          this.#newestNumber = Math.max(this.#newestNumber, announcement.sessionNumber)
        break
      default:
        break
    }
  }

  /** Applies the announced changes to the registrations as they were read. */
  apply(read: readonly Registration[]): Registration[] {
    const known = new Set(read.map(({ registrationId }) => registrationId))
    const made = this.#registered.filter(({ registrationId }) => !known.has(registrationId))
    return [...read, ...made].filter(({ registrationId }) => !this.#ended.has(registrationId))
  }
}
