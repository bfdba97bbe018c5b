import { LIMITS } from '#protocol'
import type { Run } from '#server/core/delivery/gap-runs.ts'
import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { LogEntry, PushSubscription } from '#server/core/store.ts'
import type { BatchOwner } from '#server/hub/session/transport.ts'

/** A notification that is due to a member, and not confirmed. */
export type PushItem = {
  readonly entry: LogEntry
  state: 'waiting' | 'sent'
  /** True after the push service found the message too large. */
  asNotice: boolean
}

/**
 * The notifications of one registration that are with its push service or on the way there. The hub bounds them by the
 * window of the session. Confirmations come in any order, and the cursor moves as far as there is no hole.
 */
export class PushQueue {
  readonly delivery: BatchOwner
  /** Ascending: entries are added in the order of the log. */
  readonly #items = new Map<number, PushItem>()
  #passed: Run[] = []
  /** True while a message of this queue is under way: each queue sends one at a time, in order. */
  isSending = false
  /** True while the queue waits for its turn at the origin. */
  isReady = false
  /** The push service refused this many messages in a row; the queue waits longer each time. */
  refusals = 0
  #restsUntil = 0
  /** The highest seq that ended before the push service accepted it. */
  unsentSeq = 0

  constructor(delivery: BatchOwner) {
    this.delivery = delivery
  }

  get subscription(): PushSubscription | undefined {
    return this.delivery.subscription?.push
  }

  /** True if no notification is unconfirmed. */
  get isEmpty(): boolean {
    return this.#items.size === 0
  }

  add(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.topic !== undefined) this.#replace(entry.topic)
      this.#items.set(entry.seq, { entry, state: 'waiting', asNotice: false })
    }
  }

  /** Returns the next item to send; `undefined` while there is none, or the queue rests. */
  next(now: number): PushItem | undefined {
    if (this.delivery.isOver || now < this.#restsUntil) return undefined
    for (const item of this.#items.values()) if (item.state === 'waiting') return item
    return undefined
  }

  /** Waits until that time (monotonic ms) before the next message. */
  restUntil(until: number): void {
    this.#restsUntil = until
  }

  /** Returns true if no message for this seq has to be sent any more. */
  isAccepted(seq: number): boolean {
    return this.#items.get(seq)?.state !== 'waiting'
  }

  /** Takes one confirmation. Returns false if the notification is not outstanding. */
  confirm(seq: number): boolean {
    return this.#items.delete(seq)
  }

  /**
   * Passes over the notifications that have ended at `now`. Those that were sent have some time more, because a
   * confirmation may be on its way. Returns true if there was one.
   */
  expire(now: number): boolean {
    let any = false
    for (const { entry, state } of this.#items.values()) {
      const grace = state === 'sent' ? LIMITS.pushLateConfirmationSeconds * 1000 : 0
      if (endsAt(entry) + grace > now) continue
      if (state === 'waiting') this.unsentSeq = Math.max(this.unsentSeq, entry.seq)
      this.#pass(entry.seq)
      any = true
    }
    return any
  }

  /** Returns the cursor, with the seqs up to there that the member will never confirm. */
  takeProgress(): { seq: number; passed: readonly Run[] } {
    const [firstOut] = this.#items.keys()
    const seq = firstOut === undefined ? this.delivery.sentSeq : firstOut - 1
    const passed = this.#passed.filter(([from]) => from <= seq)
    this.#passed = this.#passed.filter(([from]) => from > seq)
    return { seq, passed }
  }

  /** The push service replaces the message of the same topic, so its confirmation never comes. */
  #replace(topic: string): void {
    for (const { entry } of this.#items.values()) if (entry.topic === topic) this.#pass(entry.seq)
  }

  #pass(seq: number): void {
    this.#items.delete(seq)
    this.#passed.push([seq, seq])
  }
}
