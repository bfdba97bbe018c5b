/** A small generator (mulberry32). Its seed decides everything that a run does. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, and without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0]
  }

  /** Calls one of several makers, chosen by weight. */
  choose<Made>(makers: readonly { weight: number; make: () => Made }[]): Made {
    let left = this.next() * makers.reduce((sum, { weight }) => sum + weight, 0)
    for (const { weight, make } of makers) {
      left -= weight
      if (left < 0) return make()
    }
    throw new Error('there is nothing to choose from')
  }
}
