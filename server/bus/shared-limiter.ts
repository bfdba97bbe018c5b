import { type RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Clock } from '#server/core/clock.ts'
import { type Limit, type Limiter, type MakeLimiter, makeLocalLimiter } from '#server/core/limiter.ts'
import type { RedisConnection } from './redis-link.ts'

const PATIENCE_MILLISECONDS = 250

type Parts = {
  clock: Clock
  /** Nodes that use the database now, this one among them. */
  countNodes: () => number
  /** Where all nodes count together; `undefined` while that cannot be asked. */
  findRedis: () => RedisConnection | undefined
}

/** Limits that hold over all nodes, whatever the bus is like. Doors that ask for the same name count together. */
export function shareLimits(parts: Parts): MakeLimiter {
  const made = new Map<string, SharedLimiter>()
  return (limit) => {
    const limiter = made.get(limit.name) ?? new SharedLimiter(parts, limit)
    made.set(limit.name, limiter)
    return limiter
  }
}

/**
 * One limit over all nodes: counted in Redis, or, while that does not answer, by each node up to its share. So together
 * they never allow more than the limit (or one a node, where it is less than the nodes are); while Redis comes and goes,
 * both may be used up.
 */
class SharedLimiter implements Limiter {
  readonly #parts: Parts
  readonly #limit: Limit
  readonly #local: RateLimiterMemory
  #inRedis: { connection: RedisConnection; limiter: RateLimiterRedis } | undefined

  constructor(parts: Parts, limit: Limit) {
    this.#parts = parts
    this.#limit = limit
    this.#local = makeLocalLimiter(limit)
  }

  consume(...asked: Parameters<Limiter['consume']>): Promise<RateLimiterRes> {
    return this.#count((limiter) => limiter.consume(...asked))
  }

  reward(...asked: Parameters<Limiter['reward']>): Promise<RateLimiterRes> {
    return this.#count((limiter) => limiter.reward(...asked))
  }

  delete(key: string): Promise<boolean> {
    return this.#count((limiter) => limiter.delete(key))
  }

  get(key: string): Promise<RateLimiterRes | null> {
    return this.#count((limiter) => limiter.get(key))
  }

  async #count<Counted>(count: (limiter: Limiter) => Promise<Counted>): Promise<Counted> {
    const redis = this.#findRedis()
    if (redis !== undefined) {
      const counted = await this.#inTime(count(redis))
      if (counted !== 'unknown') return counted
    }
    this.#local.points = Math.max(1, Math.floor(this.#limit.points / this.#parts.countNodes()))
    return count(this.#local)
  }

  /** Rejects with a refusal; what else goes wrong, or takes too long, is not known. */
  #inTime<Counted>(counting: Promise<Counted>): Promise<Counted | 'unknown'> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(PATIENCE_MILLISECONDS, () => resolve('unknown'))
      const settled = counting.then(resolve, (refusal: unknown) =>
        refusal instanceof Error ? resolve('unknown') : reject(refusal),
      )
      void settled.finally(cancel)
    })
  }

  #findRedis(): RateLimiterRedis | undefined {
    const connection = this.#limit.byShare === true ? undefined : this.#parts.findRedis()
    if (connection === undefined) return undefined
    const { name, points, seconds, blockSeconds = 0 } = this.#limit
    this.#inRedis ??= {
      connection,
      limiter: new RateLimiterRedis({
        ...{ storeClient: connection, useRedisPackage: true, keyPrefix: `aoi:limit:${name}` },
        ...{ points, duration: seconds, blockDuration: blockSeconds },
      }),
    }
    return this.#inRedis.limiter
  }
}
