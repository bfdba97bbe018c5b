import { LIMITS } from '#protocol'
import type { Context } from '../core/context.ts'
import type { EndedSession } from '../core/store.ts'

/**
 * Sessions that have ended and that the database does not know as ended yet. They are written in batches, since no
 * caller waits for it.
 */
export class EndedSessions {
  readonly #context: Pick<Context, 'store' | 'clock'>
  /** At most one session of each AOI Client. */
  readonly #noted = new Map<string, EndedSession>()

  constructor(context: Pick<Context, 'store' | 'clock'>) {
    this.#context = context
  }

  /** Notes the end of a session. Ignores an opening without a number: the database never made it a session. */
  note({ aoiClientId, sessionNumber }: { aoiClientId: string; sessionNumber: number | undefined }): void {
    if (sessionNumber === undefined) return
    this.#noted.set(aoiClientId, { aoiClientId, sessionNumber, at: this.#context.clock.now() })
  }

  /** Writes all noted sessions. Those that cannot be written wait for the next call. */
  async write(): Promise<void> {
    const ended = [...this.#noted.values()]
    for (let first = 0; first < ended.length; first += LIMITS.sessionsPerCommit) {
      const some = ended.slice(first, first + LIMITS.sessionsPerCommit)
      await this.#context.store.closeSessions(some)
      for (const each of some)
        if (this.#noted.get(each.aoiClientId) === each) this.#noted.delete(each.aoiClientId)
    }
  }
}
