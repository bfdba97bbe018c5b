import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { type Limit, LimitExceeded, type Limiter, type PointCount } from '../core/limiter.ts'

/** A limit counted in this process alone. `points` may change. */
export class LocalLimiter implements Limiter {
  readonly #memory: RateLimiterMemory

  constructor({ points, seconds, blockSeconds = 0 }: Limit) {
    this.#memory = new RateLimiterMemory({ points, duration: seconds, blockDuration: blockSeconds })
  }

  set points(points: number) {
    this.#memory.points = points
  }

  consume(...[key, options]: Parameters<Limiter['consume']>): Promise<PointCount> {
    return this.#memory.consume(key, options?.points, windowOf(options)).then(countOf, rejectRefusal)
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

/** Returns the library's options for a key with a window of its own. */
export function windowOf({ seconds }: { seconds?: number } = {}): { customDuration?: number } {
  return seconds === undefined ? {} : { customDuration: seconds }
}

export function countOf({ consumedPoints, msBeforeNext }: RateLimiterRes): PointCount {
  return { consumedPoints, resetMilliseconds: msBeforeNext }
}

function rejectRefusal(refusal: unknown): never {
  throw translateRefusal(refusal)
}

/** The library rejects with a count, which is no error, when a key is over its limit, and with an error otherwise. */
export function translateRefusal(refusal: unknown): Error {
  return refusal instanceof Error ? refusal : new LimitExceeded(countOf(refusal as RateLimiterRes))
}
