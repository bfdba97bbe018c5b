import { LIMITS } from '#protocol'
import type { Clock } from './clock.ts'
import { AoiError } from './errors.ts'

/** Runs one bounded step of long work when its turn comes. */
export type Turn = <Result>(step: () => Promise<Result>) => Promise<Result>

/** For callers that need no pacing, such as tests of a store. */
export const atOnce: Turn = (step) => step()

type JobLimits = { perParty: number; atOnce: number; name: string }

/** Kinds of long work that people start. */
const JOBS = {
  export: { perParty: LIMITS.exportsPerOperator, atOnce: LIMITS.exportsAtOnce, name: 'exports' },
  search: { perParty: LIMITS.searchesPerOperator, atOnce: LIMITS.searchesAtOnce, name: 'searches' },
  act: { perParty: LIMITS.actsPerOperator, atOnce: LIMITS.actsAtOnce, name: 'acts on many rows' },
} as const satisfies Record<string, JobLimits>

export type JobKind = keyof typeof JOBS

/** `party` starts the job; `signal` cancels it between two steps. */
export type Job = { kind: JobKind; party: string; signal?: AbortSignal | undefined }

const RETRY_SECONDS = 5
const WHOLE = 100

/**
 * Keeps long work from blocking the event loop. All long work of the process shares one queue: a step runs alone. The
 * pause after it is proportional to the time for which the step kept the event loop busy (`LIMITS.pacedSharePercent`).
 * Requests and deliveries run in the pauses.
 */
export class Pacer {
  readonly #clock: Clock
  readonly #busy: () => number
  readonly #running = new Map<JobKind, Map<string, number>>()
  #last: Promise<void> = Promise.resolve()
  #turns = 0

  /** `busy` returns the milliseconds for which the event loop was busy; without it, the whole time of a step counts. */
  constructor(clock: Clock, busy: () => number = () => clock.monotonic()) {
    this.#clock = clock
    this.#busy = busy
  }

  /** Steps that have run so far. */
  get turns(): number {
    return this.#turns
  }

  /** Returns the number of running jobs of the kind. */
  running(kind: JobKind): number {
    return [...(this.#running.get(kind)?.values() ?? [])].reduce((sum, count) => sum + count, 0)
  }

  /** Runs `step` after all earlier steps and their pauses. */
  readonly turn: Turn = (step) => this.#turn(step)

  /** The same for a job that may be cancelled: once cancelled, it throws `unavailable` instead of the next step. */
  turnOf(signal: AbortSignal | undefined): Turn {
    return (step) => this.#turn(step, signal)
  }

  /**
   * Admits a job. Returns a function that ends it. Throws `tooMany` if the party has reached its limit for the kind,
   * `unavailable` if all parties together have.
   */
  admit({ kind, party }: Job): () => void {
    const { perParty, atOnce: inAll, name } = JOBS[kind]
    const parties = this.#running.get(kind) ?? new Map<string, number>()
    const own = parties.get(party) ?? 0
    if (own >= perParty) {
      throw new AoiError('tooMany', `you already run ${own} ${name}: wait until one ends`, RETRY_SECONDS)
    }
    if (this.running(kind) >= inAll) {
      throw new AoiError('unavailable', `the server already runs ${inAll} ${name}: try again`, RETRY_SECONDS)
    }
    this.#running.set(kind, parties.set(party, own + 1))
    let ended = false
    return () => {
      if (ended) return
      ended = true
      const left = (parties.get(party) ?? 1) - 1
      if (left > 0) parties.set(party, left)
      else parties.delete(party)
    }
  }

  /** Admits the job, runs it, and ends it in any case. */
  async run<Result>(job: Job, work: (turn: Turn) => Promise<Result>): Promise<Result> {
    const end = this.admit(job)
    try {
      return await work(this.turnOf(job.signal))
    } finally {
      end()
    }
  }

  async #turn<Result>(step: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const before = this.#last
    let pass = () => {}
    this.#last = new Promise<void>((resolve) => {
      pass = resolve
    })
    await before
    const busyBefore = this.#busy()
    try {
      if (signal?.aborted === true) throw new AoiError('unavailable', 'the work was cancelled')
      this.#turns += 1
      return await step()
    } finally {
      this.#pause(this.#busy() - busyBefore, pass)
    }
  }

  /** Calls `then` after the pause, and after at least one turn of the event loop. */
  #pause(took: number, then: () => void): void {
    const share = (took * (WHOLE - LIMITS.pacedSharePercent)) / LIMITS.pacedSharePercent
    const pause = Math.min(share, LIMITS.pacedPauseMillisecondsMax)
    if (pause > 0) this.#clock.after(pause, then)
    else setImmediate(then)
  }
}
