import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import { endsAt, isDueTo, isNowOrNever } from '../core/delivery/now-or-never.ts'
import { planDelivery } from '../core/delivery/plan-delivery.ts'
import type { LogEntry } from '../core/store.ts'
import { type Batch, type Credit, FULL_WINDOW, packBatch } from './batch.ts'
import type { Delivery } from './delivery.ts'
import { notificationFrame } from './event-frame.ts'

const CACHED_ENTRIES = 128
const CACHED_BYTES = 262_144
const MEMBERS_PER_TURN = 5000
/** Upper bound of the delay of a fan-out, as a multiple of the last fan-out. */
const FAN_OUTS_PER_DELAY = 2
const NONE: readonly LogEntry[] = []

/** Bytes that all tokens together may cache. */
export type CacheBudget = { bytes: number; readonly maxBytes: number }

type CachedEntry = { entry: LogEntry; frame: Buffer }

/**
 * The members of one token that are connected here, the head of its log, and the newest entries as long as a member
 * still needs them. Entries are hints (R2): the hub reads all others from the log.
 */
export class ConnectedToken {
  readonly tokenId: number
  readonly clientAppToken: string
  readonly members = new Set<Delivery>()
  readonly #deliver: (delivery: Delivery) => void
  readonly #budget: CacheBudget
  readonly #clock: Clock
  #headSeq: number
  /** The cached entries: contiguous, up to the head, each as in the log. Or empty. */
  #cached: CachedEntry[] = []
  #cachedBytes = 0
  /** The cached entries with TTL 0. */
  #nowOrNever: readonly LogEntry[] = NONE
  /** The log may hold entries with TTL 0 up to `seq`, due until `until` (monotonic ms). */
  #passing: { seq: number; until: number } | undefined
  /** The last batch that reached the head, or was made for full credit: the next member may be at the same seq. */
  #made: { afterSeq: number; headSeq: number; batch: Batch; freshUntil: number } | undefined
  #fanningOut = false
  #fanOutMilliseconds = 0
  #endDelay: (() => void) | undefined

  constructor(parts: {
    tokenId: number
    clientAppToken: string
    headSeq: number
    budget: CacheBudget
    clock: Clock
    deliver: (delivery: Delivery) => void
  }) {
    this.tokenId = parts.tokenId
    this.clientAppToken = parts.clientAppToken
    this.#headSeq = parts.headSeq
    this.#deliver = parts.deliver
    this.#budget = parts.budget
    this.#clock = parts.clock
  }

  get headSeq(): number {
    return this.#headSeq
  }

  /**
   * Takes entries that were just committed, ascending. The first 5,000 members get them in this turn of the event loop.
   * If `moreFollow`, delays the fan-out a little, so that both commits go out together.
   */
  append(entries: readonly LogEntry[], { moreFollow }: { moreFollow: boolean }): void {
    for (const entry of entries) {
      if (entry.seq <= this.#headSeq) continue
      // A topic may replace cached entries, which must then not be sent.
      if (entry.seq !== this.#headSeq + 1 || entry.topic !== undefined) this.evict()
      if (entry.seq !== this.#headSeq + 1) this.#letPass(entry.seq)
      this.#cache(entry)
      this.#headSeq = entry.seq
    }
    if (moreFollow && !this.#fanningOut) this.#delayFanOut()
    else this.#fanOut()
  }

  /** The log reaches `headSeq`: a hint was lost, or came from elsewhere. */
  advance(headSeq: number): void {
    if (headSeq <= this.#headSeq) return
    this.evict()
    this.#letPass(headSeq)
    this.#headSeq = headSeq
    this.#fanOut()
  }

  /**
   * Returns the batch for a member that has everything up to `afterSeq`. Returns `undefined` if the entries are not
   * cached, or there is no credit, or a delayed fan-out will send them.
   */
  packCached(afterSeq: number, credit: Credit): Batch | undefined {
    if (!this.isCached(afterSeq + 1) || this.#endDelay !== undefined) return undefined
    const made = this.#made
    const isSame = made?.afterSeq === afterSeq && made.headSeq === this.#headSeq && fits(made.batch, credit)
    if (isSame && (this.#fanningOut || made.freshUntil > this.#clock.now())) return made.batch
    return this.#pack(afterSeq, credit)
  }

  isCached(seq: number): boolean {
    const first = this.#cached[0]?.entry.seq
    return first !== undefined && seq >= first
  }

  /**
   * Returns true if the entries that the member lacks are cached and are for it. Cached entries are for all members,
   * except those with TTL 0, which are for members that were connected before.
   */
  isCachedFor(delivery: Delivery): boolean {
    if (!this.isCached(delivery.sentSeq + 1)) return false
    if (this.#nowOrNever === NONE) return true
    return this.#nowOrNever.every((entry) => entry.seq <= delivery.sentSeq || isDueTo(entry, delivery))
  }

  /** Returns true if the log may hold entries from `seq` on that have TTL 0 and are still due. */
  isPassing(seq: number): boolean {
    return (
      this.#passing !== undefined && seq <= this.#passing.seq && this.#clock.monotonic() < this.#passing.until
    )
  }

  #pack(afterSeq: number, credit: Credit): Batch | undefined {
    const first = this.#cached[0]?.entry.seq ?? afterSeq + 1
    const skip = afterSeq + 1 - first
    const cached = this.#cached.slice(skip, skip + credit.notifications)
    const last = cached.at(-1)
    if (last === undefined) return undefined
    const steps = planDelivery({
      entries: cached.map(({ entry }) => entry),
      afterSeq,
      upToSeq: last.entry.seq,
      now: this.#clock.now(),
    })
    const frameOf = (entry: LogEntry) => cached[entry.seq - afterSeq - 1]?.frame ?? notificationFrame(entry)
    const batch = packBatch({ clientAppToken: this.clientAppToken, steps, credit, frameOf })
    if (batch !== undefined && (batch.toSeq === this.#headSeq || isFull(credit))) {
      const freshUntil = Math.min(...batch.entries.map(endsAt))
      this.#made = { afterSeq, headSeq: this.#headSeq, batch, freshUntil }
    }
    return batch
  }

  #delayFanOut(): void {
    const most = Math.min(LIMITS.fanOutDelayMilliseconds, this.#fanOutMilliseconds * FAN_OUTS_PER_DELAY)
    if (most < 1) this.#fanOut()
    else this.#endDelay ??= this.#clock.after(most, () => this.#fanOut())
  }

  #fanOut(): void {
    this.#endDelay?.()
    this.#endDelay = undefined
    if (this.#fanningOut) return
    this.#fanningOut = true
    this.#visitAll()
  }

  #visitAll(): void {
    this.#visit(this.members.values(), { headSeq: this.#headSeq, at: this.#clock.monotonic() })
  }

  /** Sends to the members in portions, so that a very large token does not block the event loop. */
  #visit(rest: IterableIterator<Delivery>, started: { headSeq: number; at: number }): void {
    for (let visited = 0; visited < MEMBERS_PER_TURN; visited += 1) {
      const next = rest.next()
      if (next.done) {
        this.#endVisit(started)
        return
      }
      this.#deliver(next.value)
    }
    setImmediate(() => this.#visit(rest, started))
  }

  #endVisit(started: { headSeq: number; at: number }): void {
    this.#fanOutMilliseconds = this.#clock.monotonic() - started.at
    if (this.#headSeq > started.headSeq) {
      this.#visitAll()
      return
    }
    this.#fanningOut = false
    this.#trim()
  }

  #cache(entry: LogEntry): void {
    const frame = notificationFrame(entry)
    this.#cached.push({ entry, frame })
    this.#cachedBytes += frame.byteLength
    this.#budget.bytes += frame.byteLength
    if (!isNowOrNever(entry)) return
    this.#nowOrNever = [...this.#nowOrNever, entry]
    this.#letPass(entry.seq)
  }

  #letPass(seq: number): void {
    this.#passing = { seq, until: this.#clock.monotonic() + LIMITS.nowOrNeverMilliseconds }
  }

  /** Evicts all cached entries: members that are behind are served from the log. */
  evict(): void {
    this.#budget.bytes -= this.#cachedBytes
    this.#cached = []
    this.#cachedBytes = 0
    this.#nowOrNever = NONE
    this.#made = undefined
  }

  /** Keeps the cached entries within limits as long as a member needs them. Evicts all if every member has them. */
  #trim(): void {
    let behind = false
    for (const member of this.members) {
      if (member.isBehind) {
        behind = true
        break
      }
    }
    if (!behind || this.#budget.bytes > this.#budget.maxBytes) this.evict()
    const excess = this.#cached.length - CACHED_ENTRIES
    let drop = Math.max(0, excess)
    let bytes = this.#cached.slice(0, drop).reduce((sum, { frame }) => sum + frame.byteLength, 0)
    while (this.#cachedBytes - bytes > CACHED_BYTES) {
      bytes += this.#cached[drop]?.frame.byteLength ?? this.#cachedBytes
      drop += 1
    }
    if (drop > 0) this.#drop(drop)
    this.#cachedBytes -= bytes
    this.#budget.bytes -= bytes
  }

  #drop(count: number): void {
    this.#cached = this.#cached.slice(count)
    const left = this.#nowOrNever.filter(({ seq }) => this.isCached(seq))
    this.#nowOrNever = left.length === 0 ? NONE : left
  }
}

function fits(batch: Batch, credit: Credit): boolean {
  return batch.notifications <= credit.notifications && batch.bytes <= credit.bytes
}

function isFull(credit: Credit): boolean {
  return credit.notifications === FULL_WINDOW.notifications && credit.bytes === FULL_WINDOW.bytes
}
