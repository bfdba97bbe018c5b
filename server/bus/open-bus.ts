import type { Bus } from '#server/core/bus.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import { RedisBus } from './redis-bus.ts'
import { openRedisLink, type RedisConnection } from './redis-link.ts'

export type OpenedBus = {
  bus: Bus
  /** For commands, while Redis is known to take them. */
  findRedis: () => RedisConnection | undefined
}

/** Over Redis where one is named; else this process is the only node, as far as the bus knows. */
export async function openBus(parts: {
  redisUrls: readonly string[]
  clock: Clock
  log: Log
}): Promise<OpenedBus> {
  const { redisUrls: urls, clock, log } = parts
  if (urls.length === 0) return { bus: new InProcessNetwork().join(), findRedis: () => undefined }
  const link = await openRedisLink({ urls, clock })
  const bus = new RedisBus({ link, clock, log })
  return { bus, findRedis: () => (bus.isWell ? link.talking : undefined) }
}
