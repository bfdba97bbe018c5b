import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { Turn } from '../pacer.ts'
import { CountedApplications } from './counted-applications.ts'
import { type LogWriter, type RollupStore, startOf } from './rollups.ts'

const MINUTE = 60_000
/** A notification with TTL 0 is due for a while after it expires, and acks are written a moment after they come. */
const LATE_ACKS_MILLISECONDS = LIMITS.nowOrNeverMilliseconds + 3000

type Parts = {
  store: Pick<RollupStore, 'findNextExpiry' | 'sumUnacked' | 'findLastMinute' | 'writeLogCounts'>
  clock: Clock
  turn: Turn
}

/**
 * Counts what only the log knows: recipients whose notification expired without their ack, minute by minute, and the
 * recipients that still have to ack. It reads the log in steps, behind the submissions, so that they cost nothing. A
 * minute is counted whole, also after a restart, and so never twice.
 */
export class LogStatistics {
  readonly #parts: Parts
  readonly #applications = new CountedApplications()
  /** The start of the first minute that is not counted; `undefined` until the database is asked. */
  #nextMinute: number | undefined
  #measureAt = Number.NEGATIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Counts the minutes that are over since the last call. */
  async countExpired(): Promise<void> {
    const { store, clock } = this.#parts
    for (;;) {
      const from = this.#nextMinute ?? (await this.#findFirstMinute())
      const next = await store.findNextExpiry(from - 1)
      if (next === undefined) return
      const minute = startOf(next, 60)
      if (minute + MINUTE + LATE_ACKS_MILLISECONDS > clock.now()) return
      const sums = await this.#sumUp({ after: minute - 1, upTo: minute + MINUTE - 1 })
      await this.#write('expired', { minute, sums })
      this.#nextMinute = minute + MINUTE
    }
  }

  /** Measures the backlog, unless it was measured a short time ago. A long measurement is followed by a long pause. */
  async measureBacklog(): Promise<void> {
    const { clock } = this.#parts
    const beganAt = clock.monotonic()
    if (beganAt < this.#measureAt) return
    const now = clock.now()
    const sums = await this.#sumUp({ after: now, upTo: Number.MAX_SAFE_INTEGER })
    if (sums.size > 0) await this.#write('backlog', { minute: startOf(now, 60), sums })
    const took = clock.monotonic() - beganAt
    const pause = Math.max(LIMITS.statisticsBacklogSeconds * 1000, took * LIMITS.statisticsBacklogRest)
    this.#measureAt = beganAt + pause
  }

  /** After the last minute that any node has counted. Recipients that expired long ago, while no server ran, do not count. */
  async #findFirstMinute(): Promise<number> {
    const { store, clock } = this.#parts
    const last = await store.findLastMinute('expired')
    const oldest = startOf(clock.now() - LIMITS.statisticsLookBackSeconds * 1000, 60)
    return Math.max(oldest, (last ?? 0) + MINUTE)
  }

  async #sumUp({ after, upTo }: { after: number; upTo: number }): Promise<Map<string, number>> {
    const { store, turn } = this.#parts
    const sums = new Map<string, number>()
    for (let from = after; from < upTo; ) {
      const rows = LIMITS.statisticsStepRows
      const step = await turn(() => store.sumUnacked({ after: from, upTo, rows }))
      for (const { applicationName, unacked } of step.sums)
        sums.set(applicationName, (sums.get(applicationName) ?? 0) + unacked)
      from = step.reachedAt
    }
    return sums
  }

  /** The row for all applications is written even with 0: it says that the minute is counted. */
  async #write(
    writer: LogWriter,
    { minute, sums }: { minute: number; sums: ReadonlyMap<string, number> },
  ): Promise<void> {
    this.#applications.begin(minute)
    let all = 0
    for (const count of sums.values()) all += count
    const largest = [...sums].sort(([, one], [, other]) => other - one)
    const named = largest.filter(([name]) => this.#applications.admits(name))
    const counts = named.map(([key, count]) => ({ unit: 'application', key, count }) as const)
    await this.#parts.store.writeLogCounts({
      ...{ writer, startedAt: minute },
      counts: [{ unit: 'all', key: '', count: all }, ...counts],
    })
  }
}
