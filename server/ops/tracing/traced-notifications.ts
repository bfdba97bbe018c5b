import { LIMITS, readTraceparent, type TraceContext } from '#protocol'
import type { CursorMove, LogEntry } from '../../core/store.ts'

const NONE: TracedNotification[] = []

/** A notification whose trace is recorded. */
export type TracedNotification = {
  readonly id: string
  readonly seq: number
  readonly acceptedAt: number
  readonly context: TraceContext
  isFannedOut: boolean
  /** Acknowledgements that may still get a span. */
  acksLeft: number
}

/**
 * The newest notifications whose traces are recorded, by token: a bounded number, so that recipients that are away for
 * long cost no memory.
 */
export class TracedNotifications {
  readonly #byToken = new Map<number, TracedNotification[]>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Takes an entry that was just committed. Ignores it if its trace is not recorded. */
  add(entry: LogEntry): void {
    if (entry.traceparent === undefined) return
    const context = readTraceparent(entry.traceparent)
    if (context?.isSampled !== true) return
    const { tokenId, id, seq, acceptedAt } = entry
    const known = this.#byToken.get(tokenId) ?? []
    // The token that was added to last is the last one, so the first one is the oldest.
    this.#byToken.delete(tokenId)
    this.#byToken.set(tokenId, known)
    const acksLeft = LIMITS.ackSpansPerNotification
    known.push({ id, seq, acceptedAt, context, isFannedOut: false, acksLeft })
    this.#size += 1
    if (this.#size > LIMITS.tracedNotifications) this.#forgetOldest()
  }

  /** Returns the newest notifications up to `seq` that were not fanned out before, at most `LIMITS.spanLinks`. */
  takeFannedOut(tokenId: number, seq: number): TracedNotification[] {
    const known = this.#byToken.get(tokenId) ?? []
    const due: TracedNotification[] = []
    for (let index = known.length - 1; index >= 0 && due.length < LIMITS.spanLinks; index -= 1) {
      const each = known[index]
      if (each === undefined || each.isFannedOut) break
      if (each.seq > seq) continue
      each.isFannedOut = true
      due.push(each)
    }
    return due.reverse()
  }

  /**
   * Returns the notifications that the move acknowledges, while they still get spans. It looks from the newest one, where
   * most acknowledgements are.
   */
  takeAcked({ tokenId, fromSeq, toSeq, gaps }: CursorMove): TracedNotification[] {
    const known = this.#byToken.get(tokenId)
    if (known === undefined) return NONE
    const acked: TracedNotification[] = []
    let areSomeDone = false
    for (let index = known.length - 1; index >= 0; index -= 1) {
      const each = known[index]
      if (each === undefined || each.seq <= fromSeq) break
      if (each.seq > toSeq || gaps.some(([first, last]) => each.seq >= first && each.seq <= last)) continue
      each.acksLeft -= 1
      if (each.acksLeft === 0) areSomeDone = true
      acked.push(each)
    }
    if (areSomeDone) this.#keep(tokenId, known)
    return acked
  }

  #keep(tokenId: number, known: readonly TracedNotification[]): void {
    const kept = known.filter(({ acksLeft }) => acksLeft > 0)
    this.#size -= known.length - kept.length
    if (kept.length === 0) this.#byToken.delete(tokenId)
    else this.#byToken.set(tokenId, kept)
  }

  #forgetOldest(): void {
    const [oldest] = this.#byToken
    if (oldest === undefined) return
    const [tokenId, known] = oldest
    known.shift()
    this.#size -= 1
    if (known.length === 0) this.#byToken.delete(tokenId)
  }
}
