import { setTimeout as delay } from 'node:timers/promises'
import { LIMITS } from '#protocol'

/** Groups take a fifth of the time at most where many come, and nobody waits longer than this for the others. */
const PAUSE_PER_GROUP = 4
const PAUSE_MAX_MILLISECONDS = 25

type Waiting<Wanted, Result> = {
  wanted: Wanted
  resolve: (result: Result | undefined) => void
  reject: (error: unknown) => void
}

/**
 * Does for several AOI Clients at once what each of them wants: what is wanted while a group is served, or shortly after
 * one of several, makes up the next. Ten thousand that come back together would else wait for as many statements, and as
 * many commits. Who comes alone waits for nobody.
 */
export class Groups<Wanted extends { aoiClientId: string }, Result> {
  readonly #serve: (group: readonly Wanted[]) => Promise<ReadonlyMap<string, Result>>
  #waiting: Waiting<Wanted, Result>[] = []
  #isRunning = false

  /** `serve` answers by AOI Client, and leaves out for whom there is nothing. */
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

  /** Each AOI Client once: two sessions of one need two numbers, so the second waits for the next group. */
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
