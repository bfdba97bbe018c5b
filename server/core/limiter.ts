import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible'

/** Counts by key, and rejects with the milliseconds to wait what is one too many. */
export type Limiter = Pick<RateLimiterAbstract, 'consume' | 'get' | 'reward' | 'delete'>

export type Limit = {
  /** One for each limit: nodes that share it count under this name. */
  name: string
  points: number
  seconds: number
  /** Seconds for which a key waits that went over. */
  blockSeconds?: number
  /** Too frequent to be asked of anybody: each node counts its share. */
  byShare?: true
}

export type MakeLimiter = (limit: Limit) => Limiter

/** A limit counted in this process alone. */
export function makeLocalLimiter(limit: Limit): RateLimiterMemory {
  const { points, seconds, blockSeconds = 0 } = limit
  return new RateLimiterMemory({ points, duration: seconds, blockDuration: blockSeconds })
}
