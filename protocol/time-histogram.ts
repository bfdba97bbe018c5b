/** Each doubling of a time has this many buckets, so that no bucket is wider than 1/32 of its start. */
const BUCKETS_PER_DOUBLING = 32
const DOUBLING_BITS = 5
const LONGEST_MILLISECONDS = 2 ** 32 - 1

/** Times of 32 bits: 32 buckets for the milliseconds below 32, then 27 doublings. */
export const TIME_BUCKETS = 28 * BUCKETS_PER_DOUBLING

/** The bucket of a time in whole milliseconds. It runs for every delivery, so it uses no logarithm and no search. */
export function timeBucketOf(milliseconds: number): number {
  const time = Math.min(Math.max(0, milliseconds), LONGEST_MILLISECONDS) >>> 0
  const doubling = Math.max(0, 31 - Math.clz32(time) - DOUBLING_BITS)
  return doubling * BUCKETS_PER_DOUBLING + (time >>> doubling)
}

/** The first millisecond of a bucket; the next bucket's start ends it. */
export function timeBucketStart(bucket: number): number {
  const doubling = Math.max(0, Math.floor(bucket / BUCKETS_PER_DOUBLING) - 1)
  return (bucket - doubling * BUCKETS_PER_DOUBLING) * 2 ** doubling
}

/** Entry of a histogram: a bucket and the number of times in it. */
export type TimeEntry = readonly [bucket: number, count: number]

/**
 * Counts how often each time occurred. Any percentile is at most 1.6 % off, and exact below 64 ms. The counts span only
 * the filled buckets, so times that lie close together take little memory.
 */
export class TimeHistogram {
  /** The bucket of the first count. */
  #first = 0
  #counts = new Uint32Array(0)
  #total = 0

  static from(wire: readonly number[]): TimeHistogram {
    const histogram = new TimeHistogram()
    histogram.setAll(wire)
    return histogram
  }

  get total(): number {
    return this.#total
  }

  add(milliseconds: number): void {
    this.addTo(timeBucketOf(milliseconds))
  }

  /** Counts one time of the bucket. For callers that count a time in several histograms. */
  addTo(bucket: number): void {
    const place = this.#placeOf(bucket)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#total += 1
  }

  /** Counts `count` times of the bucket. */
  addCount(bucket: number, count: number): void {
    if (bucket >= TIME_BUCKETS) return
    const place = this.#placeOf(bucket)
    this.#counts[place] = (this.#counts[place] ?? 0) + count
    this.#total += count
  }

  /**
   * Adds the times of another histogram. The server and its pages hold separate copies of this class, so that neither can
   * read the private fields of the other's.
   */
  merge(other: TimeHistogram): void {
    other.visit((bucket, count) => this.addCount(bucket, count))
  }

  /** Calls `take` for each filled bucket, in order. A plain loop: pages merge thousands of histograms. */
  visit(take: (bucket: number, count: number) => void): void {
    for (let place = 0; place < this.#counts.length; place += 1) {
      const count = this.#counts[place] ?? 0
      if (count > 0) take(this.#first + place, count)
    }
  }

  /** Replaces the counts of the buckets in `wire`. */
  setAll(wire: readonly number[]): void {
    for (let place = 0; place + 1 < wire.length; place += 2) this.#set(wire[place] ?? 0, wire[place + 1] ?? 0)
  }

  clear(): void {
    this.#first = 0
    this.#counts = new Uint32Array(0)
    this.#total = 0
  }

  copy(): TimeHistogram {
    const copy = new TimeHistogram()
    copy.#first = this.#first
    copy.#counts = this.#counts.slice()
    copy.#total = this.#total
    return copy
  }

  countOf(bucket: number): number {
    return this.#counts[bucket - this.#first] ?? 0
  }

  *entries(): Generator<TimeEntry> {
    for (const [place, count] of this.#counts.entries()) if (count > 0) yield [this.#first + place, count]
  }

  /** Alternates bucket and count, filled buckets only: at most two numbers for each of `TIME_BUCKETS`. */
  toWire(): number[] {
    return [...this.entries()].flat()
  }

  /**
   * The time in milliseconds within which a `share` (0 to 1) of all times lies: the middle of the bucket that reaches
   * it.
   */
  percentile(share: number): number | undefined {
    let sum = 0
    // A plain loop instead of `entries()`: pages compute a dozen percentiles at a time.
    for (let place = 0; place < this.#counts.length; place += 1) {
      const count = this.#counts[place] ?? 0
      sum += count
      if (count === 0 || sum < share * this.#total) continue
      const bucket = this.#first + place
      return (timeBucketStart(bucket) + timeBucketStart(bucket + 1) - 1) / 2
    }
    return undefined
  }

  #set(bucket: number, count: number): void {
    if (bucket >= TIME_BUCKETS) return
    const place = this.#placeOf(bucket)
    this.#total += count - (this.#counts[place] ?? 0)
    this.#counts[place] = count
  }

  /** Returns the index of a bucket's count. Grows the array in steps of 32, so that it seldom grows. */
  #placeOf(bucket: number): number {
    const place = bucket - this.#first
    if (place >= 0 && place < this.#counts.length) return place
    const step = bucket - (bucket % BUCKETS_PER_DOUBLING)
    const isEmpty = this.#counts.length === 0
    const first = isEmpty ? step : Math.min(this.#first, step)
    const end = Math.max(step + BUCKETS_PER_DOUBLING, isEmpty ? 0 : this.#first + this.#counts.length)
    const counts = new Uint32Array(end - first)
    counts.set(this.#counts, isEmpty ? 0 : this.#first - first)
    this.#first = first
    this.#counts = counts
    return bucket - first
  }
}
