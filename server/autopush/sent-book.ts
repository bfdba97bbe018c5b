import type { AckUpdate } from '#protocol'
import type { LogEntry } from '../core/store.ts'
import type { BatchOwner } from '../hub/session/transport.ts'

/**
 * The notifications that a browser was sent and has not acknowledged. A browser acknowledges each by its version, in
 * any order. A cursor only says "everything up to", so it moves as far as there is no hole.
 */
export class SentBook {
  readonly #places = new Map<string, { delivery: BatchOwner; seq: number }>()
  /** The seqs that are out, ascending, because they are sent in that order. */
  readonly #out = new Map<BatchOwner, Set<number>>()

  sent(delivery: BatchOwner, entries: readonly LogEntry[]): void {
    const out = this.#out.get(delivery) ?? new Set()
    this.#out.set(delivery, out)
    for (const { id, seq } of entries) {
      out.add(seq)
      this.#places.set(id, { delivery, seq })
    }
  }

  /** Takes one acknowledgement. Returns its delivery, or `undefined` if that notification is not out on the channel. */
  acknowledge({ channelID, version }: Omit<AckUpdate, 'code'>): BatchOwner | undefined {
    const place = this.#places.get(version)
    if (place?.delivery.subscription?.channel?.channelId !== channelID) return undefined
    this.#places.delete(version)
    this.#out.get(place.delivery)?.delete(place.seq)
    return place.delivery
  }

  /**
   * Returns the seq up to which the browser has acknowledged everything. Seqs in that range that were never sent are
   * gaps.
   */
  cursorOf(delivery: BatchOwner): number {
    const [firstOut] = this.#out.get(delivery) ?? []
    return firstOut === undefined ? delivery.sentSeq : firstOut - 1
  }

  /** The delivery is over. */
  forget(delivery: BatchOwner): void {
    this.#out.delete(delivery)
    for (const [version, place] of this.#places) if (place.delivery === delivery) this.#places.delete(version)
  }
}
