import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** The result of a count, which is needed to give points back. */
export type Counted = RateLimiterRes

/** Counts points by key. An excess is rejected with the milliseconds to wait. */
export interface Limiter {
  /** Counts 1 point or more. Rejects with the count if that is over the limit, or with an `Error`. */
  consume(key: string, points?: number, options?: { customDuration?: number }): Promise<Counted>
  /** Takes one point back where it was counted, refused or not. Does nothing once its window is over. */
  giveBack(key: string, counted: Counted): Promise<void>
  /** Takes back all points of the key, and its block, where they were counted. */
  forget(key: string, counted: Counted): Promise<void>
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

/** A limit counted in this process alone. `points` may change. */
export class LocalLimiter implements Limiter {
  readonly #memory: RateLimiterMemory

  constructor({ points, seconds, blockSeconds = 0 }: Limit) {
    this.#memory = new RateLimiterMemory({ points, duration: seconds, blockDuration: blockSeconds })
  }

  set points(points: number) {
    this.#memory.points = points
  }

  consume(...asked: Parameters<Limiter['consume']>): Promise<Counted> {
    return this.#memory.consume(...asked)
  }

  async giveBack(key: string): Promise<void> {
    await this.#memory.reward(key, 1)
  }

  async forget(key: string): Promise<void> {
    await this.#memory.delete(key)
  }
}

export function makeLocalLimiter(limit: Limit): LocalLimiter {
  return new LocalLimiter(limit)
}
