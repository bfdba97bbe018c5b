import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import { CountsByName } from '../core/tally/counts-by-name.ts'
import { type ErrorPlace, isCoreFailure, type OnUnexpected } from '../core/unexpected.ts'
import type { EndProcess } from './end-process.ts'

const MINUTE = 60_000

/** Unexpected errors as the overview and the admin socket show them. */
export type ErrorCounts = {
  total: number
  lastMinute: number
  /** Unix ms of the latest error. */
  lastAt: number | undefined
  /** The place of the latest error. */
  lastPlace: string | undefined
}

type Parts = { log: Log; clock: Clock; endProcess: EndProcess }

/** One minute of errors at one place. */
type Count = { place: ErrorPlace['kind']; errors: number }

/**
 * Keeps the blast radius of unexpected errors small (R8): logs each one whole and counts it. It ends the process only
 * for a `CoreFailure`, or if several of the server's own steps fail at a rate that no single request can cause.
 */
export class UnexpectedErrors {
  /** By the kind of place, since the start of the process. */
  readonly totals = new CountsByName()
  readonly #parts: Parts
  /** By the name of the place, since the current minute began. */
  #counts = new Map<string, Count>()
  #minute = 0
  #previous = 0
  #total = 0
  #last: { at: number; place: string } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly note: OnUnexpected = (error, where) => {
    this.#turnMinute()
    const place = nameOf(where)
    const count = this.#counts.get(place) ?? { place: where.kind, errors: 0 }
    count.errors += 1
    this.#counts.set(place, count)
    this.#total += 1
    this.totals.add(where.kind)
    this.#last = { at: this.#parts.clock.now(), place }
    if (count.errors <= LIMITS.errorsLoggedPerPlacePerMinute) this.#write(error, where)
    if (isCoreFailure(error)) this.#parts.endProcess(error.reason, error)
    else if (this.#isProcessWide()) this.#parts.endProcess('errorRate', error)
  }

  get counts(): ErrorCounts {
    this.#turnMinute()
    const now = this.#sum()
    return {
      ...{ total: this.#total, lastMinute: Math.max(now, this.#previous) },
      ...{ lastAt: this.#last?.at, lastPlace: this.#last?.place },
    }
  }

  /** Errors of requests and sockets do not count: a stranger can cause any number of them. */
  #isProcessWide(): boolean {
    const own = [...this.#counts.values()].filter(({ place }) => place === 'step' || place === 'stray')
    const errors = own.reduce((sum, count) => sum + count.errors, 0)
    return own.length >= LIMITS.failingSteps && errors >= LIMITS.failingStepErrorsPerMinute
  }

  /** A log that cannot be written must not become the next error. */
  #write(error: unknown, where: ErrorPlace): void {
    try {
      this.#parts.log.error(
        { event: 'unexpectedError', err: error, ...where },
        `an unexpected error ended one ${NAMES[where.kind]}`,
      )
    } catch {
      // There is no other way to report it.
    }
  }

  #turnMinute(): void {
    const minute = Math.floor(this.#parts.clock.monotonic() / MINUTE)
    if (minute === this.#minute) return
    this.#previous = minute === this.#minute + 1 ? this.#sum() : 0
    this.#logUnlogged()
    this.#minute = minute
    this.#counts = new Map()
  }

  #logUnlogged(): void {
    for (const [place, { errors }] of this.#counts) {
      const unlogged = errors - LIMITS.errorsLoggedPerPlacePerMinute
      if (unlogged > 0)
        this.#parts.log.error(
          { event: 'unexpectedErrors', place, errors: unlogged },
          'further unexpected errors, not logged',
        )
    }
  }

  #sum(): number {
    return [...this.#counts.values()].reduce((sum, { errors }) => sum + errors, 0)
  }
}

const NAMES = {
  request: 'request',
  socket: 'connection',
  step: 'background step',
  stray: 'callback',
} as const

/** All requests are one place, because the callers choose their paths. */
function nameOf(where: ErrorPlace): string {
  return where.kind === 'request' ? 'request' : `${where.kind} ${where.name}`
}
