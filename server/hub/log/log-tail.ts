import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import { endsAt, isDueTo, isNowOrNever, type Recipient } from '#server/core/delivery/now-or-never.ts'
import { planDelivery } from '#server/core/delivery/plan-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { type Batch, type Credit, FULL_WINDOW, packBatch } from '../wire/batch.ts'
import { notificationFrame } from '../wire/event-frame.ts'
import type { CacheBudget } from './cache-budget.ts'

const CACHED_ENTRIES = 128
const CACHED_BYTES = 262_144
const NONE: readonly LogEntry[] = []

/** Called when a token's notifications are first sent to a member on this node. */
export type FirstWriteListener = (written: { tokenId: number; fromSeq: number; toSeq: number }) => void

type CachedEntry = { entry: LogEntry; frame: Buffer }

/**
 * The head of one token's log, and its newest entries as long as a member still needs them. Entries are hints (R2): the
 * hub reads all others from the log.
 */
export class LogTail {
  readonly tokenId: number
  readonly clientAppToken: string
  /**
   * The state of the token's fan-out. While it is delayed, the delayed fan-out alone sends the cached entries. While it
   * runs, one batch serves all members at the same place, also if an entry of it expires meanwhile.
   */
  fanOut: 'idle' | 'delayed' | 'running' = 'idle'
  /** The highest seq that this node has sent to a member, since the token is connected here. */
  writtenSeq = 0
  readonly #budget: CacheBudget
  readonly #clock: Clock
  readonly #onFirstWrite: FirstWriteListener
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

  constructor(parts: {
    tokenId: number
    clientAppToken: string
    headSeq: number
    budget: CacheBudget
    clock: Clock
    onFirstWrite: FirstWriteListener
  }) {
    this.tokenId = parts.tokenId
    this.clientAppToken = parts.clientAppToken
    this.#headSeq = parts.headSeq
    this.#budget = parts.budget
    this.#clock = parts.clock
    this.#onFirstWrite = parts.onFirstWrite
  }

  get headSeq(): number {
    return this.#headSeq
  }

  /** A batch with the seqs after `fromSeq` up to `toSeq`, which is above `writtenSeq`, goes to a member. */
  wrote(fromSeq: number, toSeq: number): void {
    this.#onFirstWrite({ tokenId: this.tokenId, fromSeq: Math.max(fromSeq, this.writtenSeq), toSeq })
    this.writtenSeq = toSeq
  }

  /** Takes entries that were just committed, ascending. */
  append(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.seq <= this.#headSeq) continue
      // A topic may replace cached entries, which must then not be sent.
      if (entry.seq !== this.#headSeq + 1 || entry.topic !== undefined) this.evict()
      if (entry.seq !== this.#headSeq + 1) this.#letPass(entry.seq)
      this.#cache(entry)
      this.#headSeq = entry.seq
    }
  }

  /** The log reaches `headSeq`: a hint was lost, or came from elsewhere. Returns true if that is new. */
  advance(headSeq: number): boolean {
    if (headSeq <= this.#headSeq) return false
    this.evict()
    this.#letPass(headSeq)
    this.#headSeq = headSeq
    return true
  }

  /**
   * Returns the batch for a member that has everything up to `afterSeq`. Returns `undefined` if the entries are not
   * cached, or there is no credit, or a delayed fan-out will send them.
   */
  findBatch(afterSeq: number, credit: Credit): Batch | undefined {
    if (!this.isCached(afterSeq + 1) || this.fanOut === 'delayed') return undefined
    const made = this.#made
    const isSame = made?.afterSeq === afterSeq && made.headSeq === this.#headSeq && fits(made.batch, credit)
    if (isSame && (this.fanOut === 'running' || made.freshUntil > this.#clock.now())) return made.batch
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
  isCachedFor(member: Recipient & { readonly sentSeq: number }): boolean {
    if (!this.isCached(member.sentSeq + 1)) return false
    if (this.#nowOrNever === NONE) return true
    return this.#nowOrNever.every((entry) => entry.seq <= member.sentSeq || isDueTo(entry, member))
  }

  /** Returns true if the log may hold entries from `seq` on that have TTL 0 and are still due. */
  isPassing(seq: number): boolean {
    return (
      this.#passing !== undefined && seq <= this.#passing.seq && this.#clock.monotonic() < this.#passing.until
    )
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
  trim({ isNeeded }: { isNeeded: boolean }): void {
    if (!isNeeded || this.#budget.bytes > this.#budget.maxBytes) this.evict()
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
