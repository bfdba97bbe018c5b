import type { Delivery } from './delivery.ts'

/** Up to this number a linear search is as fast as a map. */
const FEW = 16
const NONE: readonly Delivery[] = []

/**
 * The deliveries of a session by Client App Token, in the order in which they take turns. A session with few
 * deliveries, the usual case, has an array. A map of ten takes three times as much memory and would be the largest part
 * of a session.
 */
export class Deliveries {
  /** An array is never changed but replaced, so that callers may add, remove and move deliveries while they iterate. */
  #items: readonly Delivery[] | Map<string, Delivery> = NONE

  get size(): number {
    return this.#items instanceof Map ? this.#items.size : this.#items.length
  }

  get(clientAppToken: string): Delivery | undefined {
    if (this.#items instanceof Map) return this.#items.get(clientAppToken)
    for (const delivery of this.#items) if (delivery.clientAppToken === clientAppToken) return delivery
    return undefined
  }

  /** Adds a delivery, in place of the previous delivery of its token. */
  add(delivery: Delivery): void {
    if (this.#items instanceof Map) {
      this.#items.set(delivery.clientAppToken, delivery)
      return
    }
    const items = without(this.#items, delivery.clientAppToken).concat([delivery])
    this.#items = items.length > FEW ? new Map(items.map((each) => [each.clientAppToken, each])) : items
  }

  delete(clientAppToken: string): void {
    if (this.#items instanceof Map) this.#items.delete(clientAppToken)
    else this.#items = without(this.#items, clientAppToken)
  }

  /** Moves a delivery behind all others. */
  moveBack(delivery: Delivery): void {
    if (this.#items instanceof Map) this.#items.delete(delivery.clientAppToken)
    this.add(delivery)
  }

  clear(): void {
    this.#items = NONE
  }

  [Symbol.iterator](): IterableIterator<Delivery> {
    return this.#items.values()
  }
}

function without(items: readonly Delivery[], clientAppToken: string): readonly Delivery[] {
  return items.filter((each) => each.clientAppToken !== clientAppToken)
}
