/** All time of the domain (R7): wall clock for TTL, monotonic clock for intervals. Milliseconds. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number
  /** Milliseconds since an arbitrary point; never goes back. */
  monotonic(): number
  /** Calls `run` once after `milliseconds`. Returns a function that cancels it. Does not keep the process alive. */
  after(milliseconds: number, run: () => void): () => void
}
