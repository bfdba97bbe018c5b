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
/** Steps that pages wait for, which belong to no job. */
const PAGES = 'pages'
const UPKEEP = 'upkeep'
/** How much more time all parties together get than upkeep. */
const PARTIES_TO_UPKEEP = (WHOLE - LIMITS.pacedUpkeepPercent) / LIMITS.pacedUpkeepPercent

type Waiting = { since: number; begin: () => void }
/** The steps of one party. `used` is the time of its steps so far, in milliseconds. */
type Lane = { used: number; waiting: Waiting[] }
type Place = { lane: string; signal?: AbortSignal | undefined }

/**
 * Keeps long work from blocking the event loop. A step of long work runs alone in the process. The pause after it is
 * proportional to the time for which the step kept the event loop busy (`LIMITS.pacedSharePercent`). Requests and
 * deliveries run in the pauses. The next step is one of the party that has used the least time, so that each party that
 * waits gets the same share. Upkeep gets `LIMITS.pacedUpkeepPercent` of all steps' time.
 */
export class Pacer {
  readonly #clock: Clock
  readonly #busy: () => number
  readonly #running = new Map<JobKind, Map<string, number>>()
  readonly #lanes = new Map<string, Lane>()
  #isTaken = false
  /** The time that the lane of the last step had used when it began. A new lane starts there. */
  #usedByLast = 0
  #arrivals = 0
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

  /** Runs a step that a page waits for. */
  readonly turn: Turn = (step) => this.#turn(step, { lane: PAGES })

  /** Runs a step of the server's own work, for which nobody waits. */
  readonly upkeep: Turn = (step) => this.#turn(step, { lane: UPKEEP })

  /** Runs the steps of a job. Once `signal` cancels it, it throws `unavailable` instead of the next step. */
  turnOf({ party, signal }: Pick<Job, 'party' | 'signal'>): Turn {
    return (step) => this.#turn(step, { lane: `party ${party}`, signal })
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
      return await work(this.turnOf(job))
    } finally {
      end()
    }
  }

  async #turn<Result>(step: () => Promise<Result>, { lane: name, signal }: Place): Promise<Result> {
    const lane = await this.#enter(name)
    const busyBefore = this.#busy()
    try {
      if (signal?.aborted === true) throw new AoiError('unavailable', 'the work was cancelled')
      this.#turns += 1
      return await step()
    } finally {
      const took = this.#busy() - busyBefore
      lane.used += name === UPKEEP ? this.#weigh(took) : took
      this.#pause(took, () => this.#pass())
    }
  }

  /** Each party gets the same share, so the time of upkeep counts less, the more parties there are. */
  #weigh(took: number): number {
    const parties = Math.max(1, this.#lanes.size - 1)
    return (took * PARTIES_TO_UPKEEP) / parties
  }

  async #enter(name: string): Promise<Lane> {
    const lane = this.#lanes.get(name) ?? { used: this.#usedByLast, waiting: [] }
    this.#lanes.set(name, lane)
    if (this.#isTaken) {
      this.#arrivals += 1
      const since = this.#arrivals
      await new Promise<void>((resolve) => lane.waiting.push({ since, begin: resolve }))
    }
    this.#isTaken = true
    this.#usedByLast = lane.used
    return lane
  }

  /** Lets the next step begin: of the lane that has used the least time, and among equals the one that came first. */
  #pass(): void {
    let next: { lane: Lane; first: Waiting } | undefined
    for (const [name, lane] of this.#lanes) {
      const [first] = lane.waiting
      if (first === undefined) {
        this.#lanes.delete(name)
        continue
      }
      const isBefore =
        next === undefined ||
        lane.used < next.lane.used ||
        (lane.used === next.lane.used && first.since < next.first.since)
      if (isBefore) next = { lane, first }
    }
    this.#isTaken = next !== undefined
    next?.lane.waiting.shift()
    next?.first.begin()
  }

  /** Calls `then` after the pause, and after at least one turn of the event loop. */
  #pause(took: number, then: () => void): void {
    const share = (took * (WHOLE - LIMITS.pacedSharePercent)) / LIMITS.pacedSharePercent
    const pause = Math.min(share, LIMITS.pacedPauseMillisecondsMax)
    if (pause > 0) this.#clock.after(pause, then)
    else setImmediate(then)
  }
}
