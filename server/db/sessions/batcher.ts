import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'

/**
 * A batch is followed by a pause of `PAUSE_PER_BATCH` times its duration, so that batches take a fifth of the time under
 * load. The maximum limits the wait of a single request.
 */
const PAUSE_PER_BATCH = 4
const PAUSE_MAX_MILLISECONDS = 25

type Serve<Wanted, Result> = (batch: readonly Wanted[]) => Promise<ReadonlyMap<string, Result>>

type Waiting<Wanted, Result> = {
  wanted: Wanted
  resolve: (result: Result | undefined) => void
  reject: (error: unknown) => void
}

/**
 * Serves requests of several AOI Clients as one batch. Requests that arrive while a batch is served, or in the pause
 * after it, form the next batch. Otherwise ten thousand AOI Clients that reconnect together would wait for as many
 * statements and commits. A lone request causes no pause.
 */
export class Batcher<Wanted extends { aoiClientId: string }, Result> {
  readonly #clock: Clock
  readonly #serve: Serve<Wanted, Result>
  #waiting: Waiting<Wanted, Result>[] = []
  #isRunning = false

  /** `serve` returns results by AOI Client ID, and leaves out AOI Clients without one. */
  constructor(clock: Clock, serve: Serve<Wanted, Result>) {
    this.#clock = clock
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
      const startedAt = this.#clock.monotonic()
      const batch = this.#takeBatch()
      await this.#serveAll(batch)
      if (batch.size === 1 && this.#waiting.length === 0) continue
      await this.#pause(this.#clock.monotonic() - startedAt)
    }
    this.#isRunning = false
  }

  async #pause(batchMilliseconds: number): Promise<void> {
    const pause = Math.min(PAUSE_MAX_MILLISECONDS, batchMilliseconds * PAUSE_PER_BATCH)
    if (pause > 0) await new Promise<void>((resolve) => this.#clock.after(pause, resolve))
  }

  async #serveAll(batch: ReadonlyMap<string, Waiting<Wanted, Result>>): Promise<void> {
    try {
      const results = await this.#serve([...batch.values()].map(({ wanted }) => wanted))
      for (const [aoiClientId, { resolve }] of batch) resolve(results.get(aoiClientId))
    } catch (error) {
      for (const { reject } of batch.values()) reject(error)
    }
  }

  /**
   * Takes each AOI Client once. Two sessions of one AOI Client need two numbers, so the second waits for the next
   * batch.
   */
  #takeBatch(): Map<string, Waiting<Wanted, Result>> {
    const batch = new Map<string, Waiting<Wanted, Result>>()
    this.#waiting = this.#waiting.filter((waiting) => {
      const { aoiClientId } = waiting.wanted
      if (batch.size === LIMITS.sessionsPerCommit || batch.has(aoiClientId)) return true
      batch.set(aoiClientId, waiting)
      return false
    })
    return batch
  }
}
