import type { Announcement } from '../core/announcement.ts'
import type { Registration } from '../core/store.ts'

/**
 * A session between the reading of its registrations and its joining. What is announced about the AOI Client meanwhile
 * is kept here, so that nothing reaches a registration that has ended, and none made meanwhile is left out.
 */
export class Opening {
  readonly aoiClientId: string
  /** Of the session that it will be; unset until the database has given one. */
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

  /** The highest session number heard of: an older session is over before it begins. */
  get newestNumber(): number {
    return this.#newestNumber
  }

  hear(announcement: Announcement): void {
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

  /** The registrations as they are now, given as they were read. */
  apply(read: readonly Registration[]): Registration[] {
    const known = new Set(read.map(({ registrationId }) => registrationId))
    const made = this.#registered.filter(({ registrationId }) => !known.has(registrationId))
    return [...read, ...made].filter(({ registrationId }) => !this.#ended.has(registrationId))
  }
}
