import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Clock } from '#server/core/clock.ts'
import {
  type Counted,
  type Limit,
  type Limiter,
  type LocalLimiter,
  type MakeLimiter,
  makeLocalLimiter,
} from '#server/core/limiter.ts'
import { OwedPoints } from './owed-points.ts'
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

type Outcome = { counted: Counted; isRefused: boolean }

/**
 * One limit over all nodes: counted in Redis, or, while that does not answer, by each node up to its share. So together
 * they never allow more than the limit (or one a node, where it is less than the nodes are); while Redis comes and goes,
 * both may be used up. Points are given back where they were counted.
 */
class SharedLimiter implements Limiter {
  readonly #parts: Parts
  readonly #limit: Limit
  readonly #local: LocalLimiter
  readonly #owed: OwedPoints
  /** What Redis counted, and when it forgets that, by the monotonic clock. All else was counted here. */
  readonly #countedInRedis = new WeakMap<Counted, { until: number }>()
  #inRedis: { connection: RedisConnection; limiter: RateLimiterRedis } | undefined

  constructor(parts: Parts, limit: Limit) {
    this.#parts = parts
    this.#limit = limit
    this.#local = makeLocalLimiter(limit)
    this.#owed = new OwedPoints({ clock: parts.clock, findRedis: () => this.#findRedis() })
  }

  async consume(...asked: Parameters<Limiter['consume']>): Promise<Counted> {
    const outcome = await this.#consumeInRedis(...asked)
    if (outcome?.isRefused === true) throw outcome.counted
    if (outcome !== undefined) return outcome.counted
    this.#local.points = Math.max(1, Math.floor(this.#limit.points / this.#parts.countNodes()))
    return this.#local.consume(...asked)
  }

  async giveBack(key: string, counted: Counted): Promise<void> {
    const inRedis = this.#countedInRedis.get(counted)
    if (inRedis === undefined) await this.#local.giveBack(key)
    else await this.#inTime(this.#owed.owe({ key, points: 1, ...inRedis }))
  }

  async forget(key: string, counted: Counted): Promise<void> {
    const inRedis = this.#countedInRedis.get(counted)
    if (inRedis === undefined) await this.#local.forget(key)
    else await this.#inTime(this.#owed.owe({ key, points: 'all', ...inRedis }))
  }

  /** `undefined` when Redis does not answer in time. Points that it counts later are given back: they are counted here. */
  async #consumeInRedis(...asked: Parameters<Limiter['consume']>): Promise<Outcome | undefined> {
    const redis = this.#findRedis()
    if (redis === undefined) return undefined
    const [key, points = 1] = asked
    const counting = redis.consume(...asked).then(
      (counted) => this.#note(counted, false),
      (refusal: unknown) => (refusal instanceof Error ? undefined : this.#note(refusal as Counted, true)),
    )
    const outcome = await this.#inTime(counting)
    if (outcome !== 'late') return outcome
    void counting.then((counted) => {
      const inRedis = counted && this.#countedInRedis.get(counted.counted)
      return inRedis && this.#owed.owe({ key, points, ...inRedis })
    })
    return undefined
  }

  #note(counted: Counted, isRefused: boolean): Outcome {
    const until = this.#parts.clock.monotonic() + counted.msBeforeNext
    this.#countedInRedis.set(counted, { until })
    return { counted, isRefused }
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
