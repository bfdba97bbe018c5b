import type { SimulationPlan } from '#protocol/dashboard/simulations.ts'
import type { Clock } from '../clock.ts'
import type { Reach } from '../presence.ts'
import type { CursorMove } from '../store.ts'
import type { SimulatedMember } from './simulation-store.ts'

const TICK_MILLISECONDS = 100
const SPREAD = 0.6
const STALLED_SHARE = 0.3
const SENT_WITHIN_MILLISECONDS = 400

type Parts = {
  clock: Clock
  tokenId: number
  seq: number
  members: readonly SimulatedMember[]
  plan: SimulationPlan
  /** Uniform, 0 to 1. */
  random: () => number
  /** Takes the acknowledgement of one, as that of a real one. */
  acknowledge: (move: CursorMove) => void
}

/** Recipients that are not there, and take one notification as real ones would: some late, some never, some offline. */
export class Simulation {
  readonly #parts: Parts
  readonly #indices: ReadonlyMap<string, number>
  /** Milliseconds after the start; infinite: never. */
  readonly #sentAfter: Float64Array
  readonly #order: Uint32Array
  readonly #ackedAfter: Float64Array
  readonly #offline: Uint8Array
  readonly #startedAt: number
  #next = 0
  #stopped = false

  constructor(parts: Parts) {
    const { members, clock } = parts
    this.#parts = parts
    this.#indices = new Map(members.map(({ aoiClientId }, index) => [aoiClientId, index]))
    this.#sentAfter = new Float64Array(members.length).fill(Number.POSITIVE_INFINITY)
    this.#ackedAfter = new Float64Array(members.length).fill(Number.POSITIVE_INFINITY)
    this.#offline = new Uint8Array(members.length)
    for (const index of members.keys()) this.#decide(index)
    this.#order = Uint32Array.from(members.keys()).sort(
      (a, b) => (this.#ackedAfter[a] ?? 0) - (this.#ackedAfter[b] ?? 0),
    )
    this.#startedAt = clock.monotonic()
    this.#schedule()
  }

  get isRunning(): boolean {
    return !this.#stopped && this.#next < this.#order.length
  }

  stop(): void {
    this.#stopped = true
  }

  /** `undefined` for who is none of these. */
  reachOf(aoiClientId: string): Reach | undefined {
    const index = this.#indices.get(aoiClientId)
    if (index === undefined) return undefined
    if (this.#stopped || this.#offline[index] === 1) return 'offline'
    const elapsed = this.#parts.clock.monotonic() - this.#startedAt
    return elapsed >= (this.#sentAfter[index] ?? 0) ? 'sent' : 'queued'
  }

  #decide(index: number): void {
    const { plan, random } = this.#parts
    if (random() >= plan.onlineShare) {
      this.#offline[index] = 1
      return
    }
    const isSilent = random() < plan.silentShare
    if (isSilent && random() < STALLED_SHARE) return
    const sentAfter = random() * Math.min(SENT_WITHIN_MILLISECONDS, plan.medianMs)
    this.#sentAfter[index] = sentAfter
    if (!isSilent) this.#ackedAfter[index] = sentAfter + plan.medianMs * Math.exp(SPREAD * normal(random))
  }

  #schedule(): void {
    this.#parts.clock.after(TICK_MILLISECONDS, () => {
      this.#turn()
      if (this.isRunning) this.#schedule()
    })
  }

  /** Whoever is due acknowledges; those that never will come last. */
  #turn(): void {
    if (this.#stopped) return
    const { clock, members, acknowledge, tokenId, seq } = this.#parts
    const elapsed = clock.monotonic() - this.#startedAt
    const at = clock.now()
    for (; this.#next < this.#order.length; this.#next += 1) {
      const index = this.#order[this.#next] ?? 0
      const due = this.#ackedAfter[index] ?? Number.POSITIVE_INFINITY
      if (due === Number.POSITIVE_INFINITY) this.#next = this.#order.length
      if (due > elapsed) return
      const { registrationId } = members[index] as SimulatedMember
      acknowledge({ registrationId, tokenId, sessionNumber: 0, fromSeq: seq - 1, toSeq: seq, gaps: [], at })
    }
  }
}

/** Standard normal, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
