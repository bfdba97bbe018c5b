import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

/** Some points of a key that a limiter counted: what it takes to give them back. */
export type Counted = RateLimiterRes

/** Counts by key, and rejects with the milliseconds to wait what is one too many. */
export interface Limiter {
  /** Counts 1 point or more. Rejects with what it counted when that is over the limit, or with an `Error`. */
  consume(key: string, points?: number, options?: { customDuration?: number }): Promise<Counted>
  /** Takes one point back where it was counted, refused or not. Does nothing once its time is over. */
  giveBack(key: string, counted: Counted): Promise<void>
  /** The same for all that is counted of the key, with the time to wait. */
  forget(key: string, counted: Counted): Promise<void>
}

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
