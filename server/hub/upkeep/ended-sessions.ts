import { LIMITS } from '#protocol'
import type { EndedSession, Store } from '#server/core/store.ts'

/**
 * Sessions that have ended and that the database does not know as ended yet. They are written in batches, since no
 * caller waits for it.
 */
export class EndedSessions {
  /** At most one session of each AOI Client. */
  readonly #noted = new Map<string, EndedSession>()

  /** Notes the end of a session. */
  readonly note = (ended: EndedSession): void => {
    this.#noted.set(ended.aoiClientId, ended)
  }

  /** Sessions whose end the database does not know yet. */
  get length(): number {
    return this.#noted.size
  }

  /** Writes all noted sessions. Those that cannot be written wait for the next call. */
  async write(store: Pick<Store, 'closeSessions'>): Promise<void> {
    const ended = [...this.#noted.values()]
    for (let first = 0; first < ended.length; first += LIMITS.sessionsPerCommit) {
      const some = ended.slice(first, first + LIMITS.sessionsPerCommit)
      await store.closeSessions(some)
      for (const each of some)
        if (this.#noted.get(each.aoiClientId) === each) this.#noted.delete(each.aoiClientId)
    }
  }
}
