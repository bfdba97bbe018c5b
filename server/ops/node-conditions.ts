import { totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { NodeCondition } from '../core/findings/node-condition.ts'
import type { LimitWatch } from '../core/limits/limit-watch.ts'
import type { Store } from '../core/store.ts'
import type { CountsByName } from '../core/tally/counts-by-name.ts'
import type { Readiness } from './readiness.ts'
import type { UnexpectedErrors } from './unexpected-errors.ts'
import type { Warnings } from './warnings.ts'

const WHOLE = 100
const NANOSECONDS = 1_000_000
const NAMED_PARTIES = 3
/** The names of `OutboundClient.outcomes` that mean that a push service did not take a message. */
const REFUSALS = ['clientError', 'serverError', 'unreachable', 'unresolved', 'timedOut'] as const

type Parts = {
  store: Pick<Store, 'checkWrite'>
  clock: Clock
  readiness: Pick<Readiness, 'check'>
  warnings: Pick<Warnings, 'list'>
  unexpectedErrors: Pick<UnexpectedErrors, 'counts'>
  limitWatch: Pick<LimitWatch, 'list'>
  outcomes: Pick<CountsByName, 'get'>
  isDraining: () => boolean
  /** AOI Clients that connected again and again. */
  countReconnecting: () => number
  /** Sessions whose window has been full for long; undefined without a hub. */
  countFullWindows: (() => number) | undefined
}

/** Measures this node for the findings: faults, the process, its database, its sessions. */
export class NodeConditions {
  readonly #parts: Parts
  readonly #delay = monitorEventLoopDelay({ resolution: 20 })
  /** The refusals of push services at each of the last measurements. */
  #refusals: readonly { at: number; count: number }[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    this.#delay.enable()
  }

  async measure(): Promise<NodeCondition[]> {
    const { warnings, readiness, isDraining, unexpectedErrors, countFullWindows, limitWatch } = this.#parts
    // A node that drains leaves on purpose.
    const { reasons } = isDraining() ? { reasons: [] } : await readiness.check()
    const { lastMinute, lastPlace } = unexpectedErrors.counts
    const refused = limitWatch.list(Number.POSITIVE_INFINITY)
    const detail = refused
      .slice(0, NAMED_PARTIES)
      .map(({ party }) => party)
      .join(', ')
    return [
      ...reasons.map((reason) => ({ kind: 'notReady' as const, count: 1, detail: reason })),
      ...warnings.list().map(({ code, ...more }) => ({ kind: code, count: 1, ...more })),
      ...(lastMinute === 0
        ? []
        : [{ kind: 'unexpectedErrors' as const, count: lastMinute, detail: `${lastMinute}: ${lastPlace}` }]),
      ...(await this.#measureDatabase()),
      { kind: 'memoryHigh', count: memoryPercent() },
      { kind: 'loopSlow', count: this.#measureLoop() },
      { kind: 'pushRefused', count: this.#countRefusals() },
      { kind: 'reconnecting', count: this.#parts.countReconnecting() },
      ...(countFullWindows === undefined ? [] : [{ kind: 'windowFull' as const, count: countFullWindows() }]),
      ...(refused.length === 0 ? [] : [{ kind: 'sendersRefused' as const, count: refused.length, detail }]),
    ]
  }

  /** Ends the measurement of the event loop. */
  end(): void {
    this.#delay.disable()
  }

  /** Nothing is known while the database is lost: `notReady` says so. */
  async #measureDatabase(): Promise<NodeCondition[]> {
    const { store, clock } = this.#parts
    const beganAt = clock.monotonic()
    const isWritten = await store.checkWrite().then(
      () => true,
      () => false,
    )
    return isWritten ? [{ kind: 'databaseSlow', count: Math.round(clock.monotonic() - beganAt) }] : []
  }

  /** The delay that one turn in a hundred exceeded since the last measurement, in milliseconds. */
  #measureLoop(): number {
    const milliseconds = this.#delay.count === 0 ? 0 : this.#delay.percentile(99) / NANOSECONDS
    this.#delay.reset()
    return Math.round(milliseconds)
  }

  /** Messages that push services did not take in the last minutes. */
  #countRefusals(): number {
    const { clock, outcomes } = this.#parts
    const at = clock.monotonic()
    const count = REFUSALS.reduce((sum, name) => sum + outcomes.get(`webPush ${name}`), 0)
    const since = at - LIMITS.findingsLookBackSeconds * 1000
    const kept = this.#refusals.filter((measured) => measured.at > since)
    this.#refusals = [...kept, { at, count }]
    return count - (this.#refusals[0]?.count ?? count)
  }
}

/** The fuller one of the memory of the process and of its heap, in percent. */
function memoryPercent(): number {
  const limit = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())
  const heap = getHeapStatistics()
  const parts = [process.memoryUsage.rss() / limit, heap.used_heap_size / heap.heap_size_limit]
  return Math.min(WHOLE, Math.round(Math.max(...parts) * WHOLE))
}
