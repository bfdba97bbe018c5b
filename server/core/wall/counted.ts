import { LIMITS } from '#protocol'
import { timeBucketOf } from '#protocol/time-histogram.ts'
import type { CursorMove } from '../store.ts'
import type { Accepted, Lane, Slot } from './lane.ts'

/** A notification whose acks are counted, with its bar in each of its lanes. */
type Counted = Accepted & {
  tokenId: number
  seq: number
  expiresAt: number
  topic: string | undefined
  acked: number
  bars: { lane: Lane; slot: Slot }[]
}

export type NewNotification = Omit<Counted, 'acked' | 'bars'>

/** The notifications whose acks are counted: the newest `LIMITS.wallNotifications` that can still be acknowledged. */
export class CountedNotifications {
  /** By token and seq; both in the order of acceptance. */
  readonly #tokens = new Map<number, Map<number, Counted>>()
  /** In the order of acceptance. */
  readonly #all = new Set<Counted>()

  add(notification: NewNotification, lanes: readonly Lane[]): void {
    const { tokenId, seq, topic } = notification
    const ofToken = this.#tokens.get(tokenId) ?? new Map<number, Counted>()
    if (ofToken.has(seq)) return
    if (topic !== undefined) this.#replace(ofToken, topic)
    const bars = lanes.map((lane) => ({ lane, slot: lane.accept(notification) }))
    const counted = { ...notification, acked: 0, bars }
    this.#all.add(counted)
    this.#tokens.set(tokenId, ofToken.set(seq, counted))
    if (this.#all.size <= LIMITS.wallNotifications) return
    const [oldest] = this.#all
    if (oldest !== undefined) this.#remove(oldest)
  }

  /** Adds the notifications of a token to the lane of its application. */
  addTo(lane: Lane, tokenId: number): void {
    for (const counted of this.#tokens.get(tokenId)?.values() ?? []) {
      const slot = lane.accept(counted)
      slot.acked += counted.acked
      lane.backlog -= counted.acked
      counted.bars.push({ lane, slot })
      if (isDone(counted)) this.#remove(counted)
    }
  }

  /** Iterates over the seqs of the move, or over the counted notifications if they are fewer. */
  acknowledge(move: CursorMove): void {
    const ofToken = this.#tokens.get(move.tokenId)
    if (ofToken === undefined) return
    if (move.toSeq - move.fromSeq > ofToken.size) {
      for (const counted of ofToken.values()) this.#acknowledge(counted, move)
      return
    }
    for (let seq = move.fromSeq + 1; seq <= move.toSeq; seq += 1) {
      const counted = ofToken.get(seq)
      if (counted !== undefined) this.#acknowledge(counted, move)
    }
  }

  #acknowledge(counted: Counted, { fromSeq, toSeq, gaps, at }: CursorMove): void {
    const { seq, acceptedAt } = counted
    if (seq <= fromSeq || seq > toSeq) return
    if (!counted.isElsewhere && counted.acked >= counted.recipients) return
    if (gaps.length > 0 && gaps.some(([from, to]) => from <= seq && seq <= to)) return
    counted.acked += 1
    const bucket = timeBucketOf(at - acceptedAt)
    for (const { lane, slot } of counted.bars) lane.acknowledge(slot, bucket)
    if (isDone(counted)) this.#remove(counted)
  }

  /** Forgets notifications of a token that nobody can acknowledge any more; all of them without `seqs`. */
  forget(tokenId: number, seqs?: readonly number[]): void {
    const ofToken = this.#tokens.get(tokenId)
    for (const seq of seqs ?? [...(ofToken?.keys() ?? [])]) {
      const counted = ofToken?.get(seq)
      if (counted !== undefined) this.#remove(counted)
    }
  }

  forgetExpired(now: number): void {
    for (const counted of this.#all) if (counted.expiresAt <= now) this.#remove(counted)
  }

  clear(): void {
    this.#all.clear()
    this.#tokens.clear()
  }

  #replace(ofToken: Map<number, Counted>, topic: string): void {
    for (const counted of ofToken.values()) if (counted.topic === topic) this.#remove(counted)
  }

  #remove(counted: Counted): void {
    const { tokenId, seq, recipients, acked, bars } = counted
    for (const { lane } of bars) lane.backlog -= recipients - acked
    this.#all.delete(counted)
    const ofToken = this.#tokens.get(tokenId)
    ofToken?.delete(seq)
    if (ofToken?.size === 0) this.#tokens.delete(tokenId)
  }
}

/** A token's lane and that of its application have every ack. Before the second is known, nothing is forgotten. */
function isDone({ acked, recipients, bars, isElsewhere }: Counted): boolean {
  return !isElsewhere && acked === recipients && bars.length > 1
}
