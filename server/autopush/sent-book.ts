import type { AckUpdate } from '#protocol'
import type { LogEntry } from '../core/store.ts'
import type { Delivery } from '../hub/delivery.ts'

/** A delivery, as far as this book has to know it. */
export type SentTo = Pick<Delivery, 'subscription' | 'clientAppToken' | 'sentSeq'>

/**
 * What a browser was sent and has not acknowledged. It acknowledges one by one and in any order, by versions that it
 * cannot read; a cursor knows only "everything up to". So the cursor moves over what is done without a hole.
 */
export class SentBook {
  readonly #places = new Map<string, { delivery: SentTo; seq: number }>()
  /** Seqs that are out, ascending: they are sent in that order. */
  readonly #out = new Map<SentTo, Set<number>>()

  sent(delivery: SentTo, entries: readonly LogEntry[]): void {
    const out = this.#out.get(delivery) ?? new Set()
    this.#out.set(delivery, out)
    for (const { id, seq } of entries) {
      out.add(seq)
      this.#places.set(id, { delivery, seq })
    }
  }

  /** The delivery that was meant, when it was; `undefined` for what is not out. */
  acknowledge({ channelID, version }: Omit<AckUpdate, 'code'>): SentTo | undefined {
    const place = this.#places.get(version)
    if (place?.delivery.subscription?.channel?.channelId !== channelID) return undefined
    this.#places.delete(version)
    this.#out.get(place.delivery)?.delete(place.seq)
    return place.delivery
  }

  /** Up to which seq the browser has everything that it was sent; what lies between that is not out are gaps. */
  cursorOf(delivery: SentTo): number {
    const [firstOut] = this.#out.get(delivery) ?? []
    return firstOut === undefined ? delivery.sentSeq : firstOut - 1
  }

  /** The delivery is over. */
  forget(delivery: SentTo): void {
    this.#out.delete(delivery)
    for (const [version, place] of this.#places) if (place.delivery === delivery) this.#places.delete(version)
  }
}
