import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { Turn } from '../pacer.ts'
import type { ScheduleStore } from '../schedule/schedule-store.ts'
import type { SearchStore } from './search-store.ts'

const LEASE = 'text index'
const WHOLE = 100
/** The event loop has other work if it is busy for a larger share of the time. */
const BUSY_PERCENT = 10

type Parts = {
  store: Pick<SearchStore, 'indexTexts'>
  leases: Pick<ScheduleStore, 'takeLease'>
  clock: Clock
  turn: Turn
  /** This node, if others use the same database: then one node at a time does this work. */
  holder: string | undefined
  /** Returns the milliseconds for which the event loop was busy. Without it, it has no other work. */
  busy?: (() => number) | undefined
}

/**
 * Brings texts into the index behind the log. While the event loop has other work, it takes
 * `LIMITS.textIndexBusyPercent` of the time, and the index falls behind; else `LIMITS.textIndexIdlePercent`.
 */
export class TextIndexer {
  readonly #parts: Parts
  #lateAt = Number.NEGATIVE_INFINITY
  /** The end of the previous run, and how busy the loop had been. */
  #endedAt: number | undefined
  #endedBusy = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** One run, every `LIMITS.textIndexMilliseconds`. */
  async step(): Promise<void> {
    const { clock } = this.#parts
    if (!(await this.#hold())) return
    let left = (LIMITS.textIndexMilliseconds * this.#share()) / WHOLE
    left = await this.#look('first', { left, before: clock.now() - LIMITS.textIndexSettleMilliseconds })
    if (left > 0 && clock.monotonic() - this.#lateAt >= LIMITS.textIndexLateMilliseconds) {
      left = await this.#look('late', { left, before: clock.now() - LIMITS.textIndexLateSeconds * 1000 })
      if (left > 0) this.#lateAt = clock.monotonic()
    }
    this.#endedAt = clock.monotonic()
    this.#endedBusy = this.#parts.busy?.() ?? 0
  }

  /** Indexes until nothing is left or the time is over. Returns the milliseconds that are left. */
  async #look(look: 'first' | 'late', { left, before }: { left: number; before: number }): Promise<number> {
    const { store, clock, turn } = this.#parts
    const rows = LIMITS.textIndexStepRows
    for (let rest = left; ; ) {
      const took = await turn(async () => {
        const startedAt = clock.monotonic()
        const looked = await store.indexTexts({ look, before, rows })
        return { looked, milliseconds: clock.monotonic() - startedAt }
      })
      rest -= took.milliseconds
      if (took.looked < rows || rest <= 0) return rest
    }
  }

  /** Returns the percentage of the time that this run may take. */
  #share(): number {
    const { clock, busy } = this.#parts
    if (busy === undefined) return LIMITS.textIndexIdlePercent
    // Right after the start nothing is known.
    if (this.#endedAt === undefined) return LIMITS.textIndexBusyPercent
    const time = clock.monotonic() - this.#endedAt
    const isBusy = busy() - this.#endedBusy > (time * BUSY_PERCENT) / WHOLE
    return isBusy ? LIMITS.textIndexBusyPercent : LIMITS.textIndexIdlePercent
  }

  async #hold(): Promise<boolean> {
    const { leases, clock, holder } = this.#parts
    if (holder === undefined) return true
    const at = clock.now()
    return leases.takeLease({ name: LEASE, holder, at, endsAt: at + LIMITS.textIndexLeaseSeconds * 1000 })
  }
}
