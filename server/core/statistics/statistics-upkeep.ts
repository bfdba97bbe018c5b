import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { Turn } from '../pacer.ts'
import type { ScheduleStore } from '../schedule/schedule-store.ts'
import { LogStatistics } from './log-statistics.ts'
import { type RollupSeconds, type RollupStore, startOf } from './rollups.ts'

const LEASE = 'statistics'
/** Minutes are kept for too short a time to become many. */
const COMPACTED_SECONDS = [3600, 86_400] as const

type Parts = {
  store: RollupStore
  leases: Pick<ScheduleStore, 'takeLease'>
  clock: Clock
  turn: Turn
  /** This node, if others use the same database: then one node at a time does this work. */
  holder: string | undefined
}

/**
 * The work on statistics that one node does for all: counts from the log, and fewer rows. Every step may be repeated by
 * another node without counting twice; the lease only spares the others the work.
 */
export class StatisticsUpkeep {
  readonly #parts: Parts
  readonly #log: LogStatistics
  /** The start of the first period that may have rows of several processes, by length. */
  readonly #compactFrom = new Map<RollupSeconds, number>()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#log = new LogStatistics(parts)
  }

  /** One step, every `LIMITS.statisticsWriteMilliseconds`. */
  async step(): Promise<void> {
    if (!(await this.#hold())) return
    await this.#log.countExpired()
    await this.#log.measureBacklog()
    for (const seconds of COMPACTED_SECONDS) await this.#compact(seconds)
  }

  async #hold(): Promise<boolean> {
    const { leases, clock, holder } = this.#parts
    if (holder === undefined) return true
    const at = clock.now()
    const endsAt = at + LIMITS.statisticsLeaseSeconds * 1000
    return leases.takeLease({ name: LEASE, holder, at, endsAt })
  }

  /** Sums up the rows of all processes, period by period, once no process writes them any more. */
  async #compact(seconds: RollupSeconds): Promise<void> {
    const { store, clock, turn } = this.#parts
    const to = startOf(clock.now() - LIMITS.statisticsCompactSeconds * 1000, seconds)
    const rows = LIMITS.rollupStepRows
    for (let from = this.#compactFrom.get(seconds) ?? 0; from < to; ) {
      const startedAt = await turn(() => store.findPeriod({ seconds, from, to }))
      if (startedAt !== undefined)
        while ((await turn(() => store.compactRollups({ seconds, startedAt, rows }))) >= rows);
      from = startedAt === undefined ? to : startedAt + seconds * 1000
      this.#compactFrom.set(seconds, from)
    }
  }
}
