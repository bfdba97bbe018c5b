import { LIMITS } from '#protocol'
import { endsAt, isNowOrNever, type Recipient } from '#server/core/delivery/now-or-never.ts'
import { planDelivery, type Step } from '#server/core/delivery/plan-delivery.ts'
import type { LogEntry } from '#server/core/store.ts'
import { type Batch, type Credit, packBatch } from '../wire/batch.ts'
import { notificationFrame } from '../wire/event-frame.ts'
import type { CacheBudget } from './cache-budget.ts'
import type { LogChanges } from './log-changes.ts'

/** Memory of an entry and its frame, beside the payload that both hold. */
const ENTRY_BYTES = 1024

/** A batch, the credit it was packed for, and the time until which none of its notifications ends. */
type PackedBatch = { batch: Batch; credit: Credit; freshUntil: number }
/** The member that a page is planned for, and the time of the plan (Unix ms). */
type Reader = {
  recipient: Recipient & { readonly clientAppToken: string; readonly sentSeq: number }
  now: number
}

/**
 * A piece of one token's log: all seqs after `afterSeq` up to `upToSeq`. Those without an entry were compacted away.
 * Members at the same seq with the same credit share its packed batches.
 */
export class LogPage {
  readonly tokenId: number
  readonly afterSeq: number
  readonly upToSeq: number
  #entries: readonly LogEntry[]
  /** Changes since the query began; unset once the page is cached. */
  #changes: LogChanges | undefined
  /** Set while the page is cached. */
  #budget: CacheBudget | undefined
  /** From this time on the page is the same for every member. */
  readonly #sameForAllFrom: number
  readonly #frames = new Map<number, Buffer>()
  /** By the seq that they follow, the oldest first. */
  readonly #packed = new Map<number, PackedBatch>()
  #bytes: number

  constructor(parts: {
    tokenId: number
    afterSeq: number
    upToSeq: number
    entries: readonly LogEntry[]
    changes: LogChanges
  }) {
    this.tokenId = parts.tokenId
    this.afterSeq = parts.afterSeq
    this.upToSeq = parts.upToSeq
    this.#entries = parts.entries
    this.#changes = parts.changes
    this.#sameForAllFrom = Math.max(...parts.entries.map(sameForAllFrom))
    this.#bytes = parts.entries.reduce(
      (sum, { payload }) => sum + ENTRY_BYTES + 2 * payload.length,
      ENTRY_BYTES,
    )
  }

  /** The entries in their current state: some may have ended since the database read them. */
  get entries(): readonly LogEntry[] {
    return this.#changes === undefined ? this.#entries : this.#changes.apply(this.#entries)
  }

  /** The page is cached from now on: the cache drops it when one of its entries ends. */
  enterCache(budget: CacheBudget): void {
    this.#entries = this.entries
    this.#changes = undefined
    this.#budget = budget
    budget.bytes += this.#bytes
  }

  leaveCache(): void {
    if (this.#budget !== undefined) this.#budget.bytes -= this.#bytes
    this.#budget = undefined
  }

  hasTopic(topic: string): boolean {
    return this.#entries.some((entry) => entry.topic === topic)
  }

  get hasTopics(): boolean {
    return this.#entries.some((entry) => entry.topic !== undefined)
  }

  /** Plans everything after the recipient's `sentSeq`. */
  plan(reader: Reader): Step[] {
    return this.#plan(this.entries, reader)
  }

  /** Returns the batch that follows the recipient's `sentSeq`. Returns `undefined` if nothing fits the credit. */
  findBatch(reader: Reader, credit: Credit): Batch | undefined {
    const entries = this.entries
    const isShared = entries === this.#entries && reader.now >= this.#sameForAllFrom
    if (!isShared) return this.#pack(entries, reader, credit)
    const { sentSeq } = reader.recipient
    const packed = this.#packed.get(sentSeq)
    if (packed !== undefined && packed.freshUntil > reader.now && this.#suits(packed, credit))
      return packed.batch
    const batch = this.#pack(entries, reader, credit)
    if (batch !== undefined) this.#keep(sentSeq, { batch, credit: { ...credit } })
    return batch
  }

  /** True if packing anew for this credit would give the same batch. */
  #suits({ batch, credit: made }: PackedBatch, credit: Credit): boolean {
    if (batch.notifications > credit.notifications || batch.bytes > credit.bytes) return false
    if (batch.toSeq === this.upToSeq || batch.notifications === credit.notifications) return true
    return made.notifications === credit.notifications && made.bytes === credit.bytes
  }

  #keep(afterSeq: number, packed: Omit<PackedBatch, 'freshUntil'>): void {
    this.#forget(afterSeq)
    const [oldestSeq = 0] = this.#packed.keys()
    if (this.#packed.size >= LIMITS.logPageBatches) this.#forget(oldestSeq)
    this.#packed.set(afterSeq, { ...packed, freshUntil: Math.min(...packed.batch.entries.map(endsAt)) })
    this.#count(packed.batch.bytes)
  }

  #forget(afterSeq: number): void {
    const packed = this.#packed.get(afterSeq)
    if (packed === undefined) return
    this.#packed.delete(afterSeq)
    this.#count(-packed.batch.bytes)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    if (this.#budget !== undefined) this.#budget.bytes += bytes
  }

  #pack(entries: readonly LogEntry[], reader: Reader, credit: Credit): Batch | undefined {
    const { clientAppToken } = reader.recipient
    return packBatch({ clientAppToken, steps: this.#plan(entries, reader), credit, frameOf: this.#frameOf })
  }

  #plan(entries: readonly LogEntry[], { recipient, now }: Reader): Step[] {
    const { sentSeq: afterSeq } = recipient
    const rest = afterSeq === this.afterSeq ? entries : entries.filter(({ seq }) => seq > afterSeq)
    return planDelivery({ entries: rest, afterSeq, upToSeq: this.upToSeq, now, recipient })
  }

  readonly #frameOf = (entry: LogEntry): Buffer => {
    const made = this.#frames.get(entry.seq) ?? notificationFrame(entry)
    this.#frames.set(entry.seq, made)
    return made
  }
}

/** The time from which an entry is the same for every member: others depend on when the member joined, or are by name. */
function sameForAllFrom(entry: LogEntry): number {
  if (entry.meantFor !== undefined) return Number.POSITIVE_INFINITY
  return isNowOrNever(entry) ? endsAt(entry) : Number.NEGATIVE_INFINITY
}
