/** Points of a key in its current window. A caller that gives points back passes the count that took them. */
export type PointCount = {
  readonly consumedPoints: number
  /** Milliseconds until the window ends, or the block. */
  readonly resetMilliseconds: number
}

/** Counts points by key. */
export interface Limiter {
  /**
   * Counts 1 point or more, in a window of `seconds` if this key has another one than the limit. Rejects with
   * `LimitExceeded` if that is over the limit.
   */
  consume(key: string, options?: { points?: number; seconds?: number }): Promise<PointCount>
  /** Takes one point back where it was counted, refused or not. Does nothing once its window is over. */
  giveBack(key: string, count: PointCount): Promise<void>
  /** Takes back all points of the key, and its block, where they were counted. */
  forget(key: string, count: PointCount): Promise<void>
}

export type Limit = {
  /** Unique per limit: nodes that share it count under this name. */
  name: string
  points: number
  seconds: number
  /** Seconds for which a key that went over the limit is blocked. */
  blockSeconds?: number
  /** Too frequent for a shared store: each node counts against its share of the limit. */
  byShare?: true
}

export type MakeLimiter = (limit: Limit) => Limiter

/** A key is over its limit. The door chooses the error that its caller gets. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded'
  readonly count: PointCount

  constructor(count: PointCount) {
    super('the key is over its limit')
    this.count = count
  }

  /** Whole seconds until a retry, at least 1. */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.count.resetMilliseconds / 1000))
  }
}

/** By name: the custom server and Next hold separate copies of this module. */
export function isLimitExceeded(error: unknown): error is LimitExceeded {
  return error instanceof Error && error.name === 'LimitExceeded'
}
