import type { Bus } from '#server/core/bus.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import { RedisBus } from './redis-bus.ts'
import { openRedisLink, type RedisConnection } from './redis-link.ts'

/** How long a starting server waits for Redis. It also works without it. */
const BEGIN_MILLISECONDS = 2000

export type OpenedBus = {
  bus: Bus
  /** Returns a connection for commands while Redis is known to take them. */
  findRedis: () => RedisConnection | undefined
}

/**
 * Opens the bus: over Redis if there are URLs, otherwise within this process as the only node. Waits up to 2 s until
 * Redis carries messages.
 */
export async function openBus(parts: {
  redisUrls: readonly string[]
  clock: Clock
  log: Log
}): Promise<OpenedBus> {
  const { redisUrls: urls, clock, log } = parts
  if (urls.length === 0) return { bus: new InProcessNetwork().join(), findRedis: () => undefined }
  const link = await openRedisLink({ urls, clock })
  const bus = new RedisBus({ link, clock, log })
  // Otherwise hints sent right after start-up arrive late, and notifications with TTL 0 never arrive.
  await new Promise<void>((resolve) => {
    const cancel = clock.after(BEGIN_MILLISECONDS, resolve)
    bus.onReturn(() => {
      cancel()
      resolve()
    })
  })
  return { bus, findRedis: () => (bus.isWell ? link.commander : undefined) }
}
