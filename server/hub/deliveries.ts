import type { Delivery } from './delivery.ts'

/** So many are found by looking through them in no more time than a map takes. */
const FEW = 16
const NONE: readonly Delivery[] = []

/**
 * The deliveries of a session by their Client App Token, in the order in which they take turns. An array while they are
 * few, as they mostly are: a map of ten takes three times as much, and a session has nothing that is larger.
 */
export class Deliveries {
  /** An array is never changed but replaced, so that whoever goes through it may add, remove and move. */
  #items: readonly Delivery[] | Map<string, Delivery> = NONE

  get size(): number {
    return this.#items instanceof Map ? this.#items.size : this.#items.length
  }

  get(clientAppToken: string): Delivery | undefined {
    if (this.#items instanceof Map) return this.#items.get(clientAppToken)
    for (const delivery of this.#items) if (delivery.clientAppToken === clientAppToken) return delivery
    return undefined
  }

  /** In place of the one that the token had, if any. */
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

  /** Behind all others. */
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
