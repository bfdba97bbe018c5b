import type { SimulationPlan } from '#protocol/dashboard/simulations.ts'
import type { Clock } from '../clock.ts'
import type { Turn } from '../pacer.ts'
import type { Reach } from '../presence.ts'
import type { CursorMove } from '../store.ts'
import type { SimulatedMember } from './simulation-store.ts'

const TICK_MILLISECONDS = 100
const SPREAD = 0.6
const STALLED_SHARE = 0.3
const SENT_WITHIN_MILLISECONDS = 400
/** Recipients per step of the plan, and maximum of acknowledgements per turn of the event loop. */
const STEP_RECIPIENTS = 2000

type Parts = {
  clock: Clock
  turn: Turn
  tokenId: number
  seq: number
  members: readonly SimulatedMember[]
  plan: SimulationPlan
  /** Uniform, 0 to 1. */
  random: () => number
  /** Receives a simulated acknowledgement as if it were a real one. */
  acknowledge: (move: CursorMove) => void
}

/** Simulated recipients that receive one notification like real ones: some late, some never, some offline. */
export class Simulation {
  readonly #parts: Parts
  readonly #indices = new Map<string, number>()
  /** Milliseconds after the start; infinite: never. */
  readonly #sentAfter: Float64Array
  readonly #ackedAfter: Float64Array
  readonly #offline: Uint8Array
  /** Indices of recipients by the tick in which their acknowledgement is due. */
  readonly #due: number[][] = []
  #startedAt = 0
  #tick = 0
  #left = 0
  #stopped = false

  private constructor(parts: Parts) {
    const { length } = parts.members
    this.#parts = parts
    this.#sentAfter = new Float64Array(length).fill(Number.POSITIVE_INFINITY)
    this.#ackedAfter = new Float64Array(length).fill(Number.POSITIVE_INFINITY)
    this.#offline = new Uint8Array(length)
  }

  /** Decides in steps how each recipient behaves, then starts. */
  static async start(parts: Parts): Promise<Simulation> {
    const simulation = new Simulation(parts)
    const { turn, members, clock } = parts
    for (let from = 0; from < members.length; from += STEP_RECIPIENTS)
      await turn(async () => simulation.#decideStep(from))
    simulation.#startedAt = clock.monotonic()
    simulation.#schedule(TICK_MILLISECONDS)
    return simulation
  }

  get isRunning(): boolean {
    return !this.#stopped && this.#left > 0
  }

  stop(): void {
    this.#stopped = true
  }

  /** Returns `undefined` for an AOI Client that is not simulated here. */
  reachOf(aoiClientId: string): Reach | undefined {
    const index = this.#indices.get(aoiClientId)
    if (index === undefined) return undefined
    if (this.#stopped || this.#offline[index] === 1) return 'offline'
    const elapsed = this.#parts.clock.monotonic() - this.#startedAt
    return elapsed >= (this.#sentAfter[index] ?? 0) ? 'sent' : 'queued'
  }

  #decideStep(from: number): void {
    const { members } = this.#parts
    const to = Math.min(from + STEP_RECIPIENTS, members.length)
    for (let index = from; index < to; index += 1) {
      this.#indices.set(members[index]?.aoiClientId ?? '', index)
      this.#decide(index)
      const due = this.#ackedAfter[index] ?? Number.POSITIVE_INFINITY
      if (due === Number.POSITIVE_INFINITY) continue
      const tick = Math.floor(due / TICK_MILLISECONDS)
      const others = this.#due[tick]
      if (others === undefined) this.#due[tick] = [index]
      else others.push(index)
      this.#left += 1
    }
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

  #schedule(milliseconds: number): void {
    this.#parts.clock.after(milliseconds, () => {
      if (this.#stopped) return
      const isAllDone = this.#acknowledgeDue()
      if (this.isRunning) this.#schedule(isAllDone ? TICK_MILLISECONDS : 1)
    })
  }

  /** Sends due acknowledgements, at most `STEP_RECIPIENTS` at once. Returns true if none is left. */
  #acknowledgeDue(): boolean {
    const { clock, members, acknowledge, tokenId, seq } = this.#parts
    const now = Math.floor((clock.monotonic() - this.#startedAt) / TICK_MILLISECONDS)
    const at = clock.now()
    for (let room = STEP_RECIPIENTS; this.#tick < now; ) {
      const due = this.#due[this.#tick] ?? []
      for (const index of due.splice(0, room)) {
        const { registrationId } = members[index] as SimulatedMember
        acknowledge({ registrationId, tokenId, sessionNumber: 0, fromSeq: seq - 1, toSeq: seq, gaps: [], at })
        room -= 1
        this.#left -= 1
      }
      if (room === 0) return false
      this.#tick += 1
    }
    return true
  }
}

/** Standard normal, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
