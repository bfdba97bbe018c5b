import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import { isAoiError } from '#server/core/errors.ts'
import type { Log } from '#server/core/log.ts'
import { DatabaseUnavailable, type Outage } from './database-errors.ts'

type Parts = {
  clock: Clock
  log: Pick<Log, 'info' | 'error'>
  /** Writes to the database. */
  check: () => Promise<void>
  renewConnections: () => Promise<void>
}

type State = { kind: 'available' } | { kind: 'lost'; outage: Outage; since: number }

/** Rejects running work when the database is found not to answer. */
type Waiter = (error: DatabaseUnavailable) => void

const NO_ANSWER: Outage = {
  reason: `the database took more than ${LIMITS.readinessWriteMilliseconds} ms for one write`,
  needsConnections: true,
}

/**
 * Knows whether the database can be used. A temporary error triggers a probe, which is a write. While the probe fails,
 * the database is lost: work is refused at once, and a probe each second notices the recovery. The log has one line for
 * the loss and one for the recovery, however many requests, sessions and background steps are affected.
 */
export class Availability {
  readonly #parts: Parts
  readonly #waiters = new Set<Waiter>()
  #state: State = { kind: 'available' }
  #checking: Promise<void> | undefined
  #succeededAt = 0
  #cancelWatch: (() => void) | undefined
  #suspected = false
  #renews = false
  #closed = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Why the database cannot be used; `undefined` when it can. */
  get outage(): string | undefined {
    return this.#state.kind === 'lost' ? this.#state.outage.reason : undefined
  }

  /** Runs `work`, or rejects with `unavailable` at once while the database is lost. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#state.kind === 'lost') return Promise.reject(new DatabaseUnavailable(this.#state.outage))
    return new Promise((resolve, reject) => {
      this.#waiters.add(reject)
      this.#watch()
      this.#follow(work())
        .then(resolve, reject)
        .finally(() => {
          this.#waiters.delete(reject)
          if (this.#waiters.size === 0) this.#stopWatching()
        })
    })
  }

  async #follow<Result>(working: Promise<Result>): Promise<Result> {
    try {
      const result = await working
      this.#succeededAt = this.#parts.clock.monotonic()
      return result
    } catch (error) {
      if (error instanceof DatabaseUnavailable) this.#suspect(error.outage)
      throw error
    }
  }

  /** Probes the database by a write, and notes the result. Rejects with `unavailable` if the write fails. */
  check(): Promise<void> {
    this.#checking ??= this.#attempt().finally(() => {
      this.#checking = undefined
    })
    return this.#checking
  }

  /** Stops probing. */
  close(): void {
    this.#closed = true
    this.#stopWatching()
  }

  #suspect({ needsConnections }: Outage): void {
    this.#renews ||= needsConnections
    if (this.#suspected || this.#closed) return
    this.#suspected = true
    void this.#checkUntilAvailable()
  }

  async #checkUntilAvailable(): Promise<void> {
    const { clock } = this.#parts
    // The state tells the result of the check, so its error is not needed here.
    await this.check().catch(() => undefined)
    if (this.#state.kind === 'available' || this.#closed) this.#suspected = false
    else clock.after(LIMITS.databaseProbeMilliseconds, () => void this.#checkUntilAvailable())
  }

  async #attempt(): Promise<void> {
    const startedAt = this.#parts.clock.monotonic()
    try {
      if (this.#renews) await this.#parts.renewConnections()
      await this.#withinLimit(this.#parts.check())
      this.#renews = false
      this.#recover()
    } catch (error) {
      // If other work succeeded meanwhile, the database is only slow, not lost.
      const isSlow = isNoAnswer(error) && this.#succeededAt > startedAt
      if (!isSlow) this.#lose(outageOf(error))
      throw error
    }
  }

  #withinLimit(checked: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new DatabaseUnavailable(NO_ANSWER))
      const cancel = this.#parts.clock.after(LIMITS.readinessWriteMilliseconds, giveUp)
      checked.then(resolve, reject).finally(cancel)
    })
  }

  #lose(outage: Outage): void {
    if (this.#closed) return
    const { clock, log } = this.#parts
    const isNew = this.#state.kind === 'available'
    const since = this.#state.kind === 'lost' ? this.#state.since : clock.monotonic()
    this.#state = { kind: 'lost', outage, since }
    this.#renews ||= outage.needsConnections
    if (!isNew) return
    log.error(
      { event: 'databaseLost', reason: outage.reason },
      'the database is lost: the server answers requests with 503 until it is back',
    )
    if (outage === NO_ANSWER) for (const giveUp of this.#waiters) giveUp(new DatabaseUnavailable(outage))
    this.#suspect(outage)
  }

  #recover(): void {
    if (this.#state.kind === 'available') return
    const { clock, log } = this.#parts
    const milliseconds = Math.round(clock.monotonic() - this.#state.since)
    const { reason } = this.#state.outage
    this.#state = { kind: 'available' }
    this.#succeededAt = clock.monotonic()
    log.info({ event: 'databaseBack', milliseconds, reason }, 'the database is back')
  }

  /**
   * Starts a probe if no work succeeds for a while. A database that accepts statements and never answers them causes no
   * error.
   */
  #watch(): void {
    if (this.#cancelWatch !== undefined) return
    const { clock } = this.#parts
    const armedAt = clock.monotonic()
    this.#cancelWatch = clock.after(LIMITS.readinessWriteMilliseconds, () => {
      this.#cancelWatch = undefined
      if (this.#succeededAt < armedAt) this.#suspect(NO_ANSWER)
      if (this.#waiters.size > 0) this.#watch()
    })
  }

  #stopWatching(): void {
    this.#cancelWatch?.()
    this.#cancelWatch = undefined
  }
}

function isNoAnswer(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && error.outage === NO_ANSWER
}

function outageOf(error: unknown): Outage {
  if (error instanceof DatabaseUnavailable) return error.outage
  const reason = isAoiError(error) ? error.message : 'the database cannot be written'
  return { reason, needsConnections: true }
}
