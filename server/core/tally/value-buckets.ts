/** Upper bounds in seconds: from one commit of a fast disk to a sender that gives up. */
export const COMMIT_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** Upper bounds in seconds: from a connected AOI Client to one that comes back the next day. */
export const ACK_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600, 86_400,
]

/** Upper bounds of a number of things: powers of two. */
export const POWERS_OF_TWO: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/**
 * Counts values in fixed buckets since the start of the process, for a histogram of the metrics. It keeps the sum, which
 * `TimeHistogram` does not, and takes the same memory for any values.
 */
export class ValueBuckets {
  /** Ascending. A value belongs to the first bound that is not below it. */
  readonly bounds: readonly number[]
  /** One count for each bound, and the last one for the values above all bounds. */
  readonly #counts: number[]
  #sum = 0
  #count = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.#counts = new Array<number>(bounds.length + 1).fill(0)
  }

  get sum(): number {
    return this.#sum
  }

  get count(): number {
    return this.#count
  }

  add(value: number): void {
    let place = 0
    while (place < this.bounds.length && value > (this.bounds[place] ?? 0)) place += 1
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
    this.#count += 1
  }

  /** For each bound, the number of values up to it. */
  cumulative(): [bound: number, values: number][] {
    let values = 0
    return this.bounds.map((bound, place) => {
      values += this.#counts[place] ?? 0
      return [bound, values]
    })
  }
}
