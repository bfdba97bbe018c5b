import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '#protocol'

/**
 * A group is followed by a pause of `PAUSE_PER_GROUP` times its duration, so that groups take a fifth of the time under
 * load. The maximum limits the wait of a single request.
 */
const PAUSE_PER_GROUP = 4
const PAUSE_MAX_MILLISECONDS = 25

type Waiting<Wanted, Result> = {
  wanted: Wanted
  resolve: (result: Result | undefined) => void
  reject: (error: unknown) => void
}

/**
 * Serves requests of several AOI Clients as one group. Requests that arrive while a group is served, or in the pause
 * after it, form the next group. Otherwise ten thousand AOI Clients that reconnect together would wait for as many
 * statements and commits. A lone request causes no pause.
 */
export class Groups<Wanted extends { aoiClientId: string }, Result> {
  readonly #serve: (group: readonly Wanted[]) => Promise<ReadonlyMap<string, Result>>
  #waiting: Waiting<Wanted, Result>[] = []
  #isRunning = false

  /** `serve` returns results by AOI Client ID, and leaves out AOI Clients without one. */
  constructor(serve: (group: readonly Wanted[]) => Promise<ReadonlyMap<string, Result>>) {
    this.#serve = serve
  }

  add(wanted: Wanted): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wanted, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const startedAt = performance.now()
      const group = this.#takeGroup()
      await this.#serveAll(group)
      if (group.size === 1 && this.#waiting.length === 0) continue
      await delay(Math.min(PAUSE_MAX_MILLISECONDS, (performance.now() - startedAt) * PAUSE_PER_GROUP))
    }
    this.#isRunning = false
  }

  async #serveAll(group: ReadonlyMap<string, Waiting<Wanted, Result>>): Promise<void> {
    try {
      const results = await this.#serve([...group.values()].map(({ wanted }) => wanted))
      for (const [aoiClientId, { resolve }] of group) resolve(results.get(aoiClientId))
    } catch (error) {
      for (const { reject } of group.values()) reject(error)
    }
  }

  /**
   * Takes each AOI Client once. Two sessions of one AOI Client need two numbers, so the second waits for the next
   * group.
   */
  #takeGroup(): Map<string, Waiting<Wanted, Result>> {
    const group = new Map<string, Waiting<Wanted, Result>>()
    this.#waiting = this.#waiting.filter((waiting) => {
      const { aoiClientId } = waiting.wanted
      if (group.size === LIMITS.sessionsPerCommit || group.has(aoiClientId)) return true
      group.set(aoiClientId, waiting)
      return false
    })
    return group
  }
}
