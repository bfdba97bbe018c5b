import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Clock } from '#server/core/clock.ts'
import {
  isLimitExceeded,
  type Limit,
  LimitExceeded,
  type Limiter,
  type MakeLimiter,
  type PointCount,
} from '#server/core/limiter.ts'
import { countOf, LocalLimiter, translateRefusal, windowOf } from '#server/ops/local-limiter.ts'
import { OwedPoints } from './owed-points.ts'
import type { RedisConnection } from './redis-link.ts'

const PATIENCE_MILLISECONDS = 250

type Parts = {
  clock: Clock
  /** Returns the number of nodes that use the database now, including this one. */
  countNodes: () => number
  /** Returns the Redis where all nodes count together, or `undefined` while it is not available. */
  findRedis: () => RedisConnection | undefined
}

/**
 * Returns limits that hold across all nodes, in any state of the bus. Doors that ask for the same name share one limit.
 */
export function shareLimits(parts: Parts): MakeLimiter {
  const made = new Map<string, SharedLimiter>()
  return (limit) => {
    const limiter = made.get(limit.name) ?? new SharedLimiter(parts, limit)
    made.set(limit.name, limiter)
    return limiter
  }
}

type Outcome = { count: PointCount; isRefused: boolean }

/**
 * One limit across all nodes. Redis counts it. While Redis does not answer, each node counts up to its share. So
 * together the nodes never allow more than the limit, or one point a node if the limit is below the number of nodes.
 * While Redis comes and goes, both counts may be used up. Points are given back where they were counted.
 */
class SharedLimiter implements Limiter {
  readonly #parts: Parts
  readonly #limit: Limit
  readonly #local: LocalLimiter
  readonly #owed: OwedPoints
  /** Points that Redis counted, and when it forgets them (monotonic ms). All other points were counted here. */
  readonly #countedInRedis = new WeakMap<PointCount, { until: number }>()
  #inRedis: { connection: RedisConnection; limiter: RateLimiterRedis } | undefined

  constructor(parts: Parts, limit: Limit) {
    this.#parts = parts
    this.#limit = limit
    this.#local = new LocalLimiter(limit)
    this.#owed = new OwedPoints({ clock: parts.clock, findRedis: () => this.#findRedis() })
  }

  consume(...request: Parameters<Limiter['consume']>): Promise<PointCount> {
    const redis = this.#findRedis()
    return redis === undefined ? this.#consumeHere(request) : this.#consumeAnywhere(redis, request)
  }

  #consumeHere(request: Parameters<Limiter['consume']>): Promise<PointCount> {
    this.#local.points = Math.max(1, Math.floor(this.#limit.points / this.#parts.countNodes()))
    return this.#local.consume(...request)
  }

  async #consumeAnywhere(
    redis: RateLimiterRedis,
    request: Parameters<Limiter['consume']>,
  ): Promise<PointCount> {
    const outcome = await this.#consumeInRedis(redis, request)
    if (outcome === undefined) return this.#consumeHere(request)
    if (outcome.isRefused) throw new LimitExceeded(outcome.count)
    return outcome.count
  }

  async giveBack(key: string, count: PointCount): Promise<void> {
    const inRedis = this.#countedInRedis.get(count)
    if (inRedis === undefined) await this.#local.giveBack(key)
    else await this.#inTime(this.#owed.owe({ key, points: 1, ...inRedis }))
  }

  async forget(key: string, count: PointCount): Promise<void> {
    const inRedis = this.#countedInRedis.get(count)
    if (inRedis === undefined) await this.#local.forget(key)
    else await this.#inTime(this.#owed.owe({ key, points: 'all', ...inRedis }))
  }

  /**
   * Returns `undefined` if Redis does not answer in time; this node then counts the points. If Redis counts them later,
   * they are given back.
   */
  async #consumeInRedis(
    redis: RateLimiterRedis,
    [key, options]: Parameters<Limiter['consume']>,
  ): Promise<Outcome | undefined> {
    const { points = 1 } = options ?? {}
    const counting = redis.consume(key, points, windowOf(options)).then(
      (counted) => this.#note(countOf(counted), false),
      (refusal: unknown) => {
        const error = translateRefusal(refusal)
        return isLimitExceeded(error) ? this.#note(error.count, true) : undefined
      },
    )
    const outcome = await this.#inTime(counting)
    if (outcome !== 'late') return outcome
    void counting.then((late) => {
      const inRedis = late && this.#countedInRedis.get(late.count)
      return inRedis && this.#owed.owe({ key, points, ...inRedis })
    })
    return undefined
  }

  #note(count: PointCount, isRefused: boolean): Outcome {
    const until = this.#parts.clock.monotonic() + count.resetMilliseconds
    this.#countedInRedis.set(count, { until })
    return { count, isRefused }
  }

  #inTime<Result>(work: Promise<Result>): Promise<Result | 'late'> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(PATIENCE_MILLISECONDS, () => resolve('late'))
      work.then(resolve, reject).finally(cancel)
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
