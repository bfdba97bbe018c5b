import { LIMITS } from '#protocol'
import type { Context } from '../core/context.ts'
import type { EndedSession } from '../core/store.ts'

/** The sessions that have ended and are not yet written down, which is done for many together: nobody waits for it. */
export class Departures {
  readonly #context: Pick<Context, 'store' | 'clock'>
  /** One of each AOI Client at most. */
  readonly #noted = new Map<string, EndedSession>()

  constructor(context: Pick<Context, 'store' | 'clock'>) {
    this.#context = context
  }

  /** What the database never gave a number was no session. */
  note({ aoiClientId, sessionNumber }: { aoiClientId: string; sessionNumber: number | undefined }): void {
    if (sessionNumber === undefined) return
    this.#noted.set(aoiClientId, { aoiClientId, sessionNumber, at: this.#context.clock.now() })
  }

  /** What cannot be written stays for the next time. */
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
