import type { Bus } from '#server/core/bus.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import { RedisBus } from './redis-bus.ts'
import { openRedisLink, type RedisConnection } from './redis-link.ts'

/** How long a server that starts waits for Redis, without which it works as well. */
const BEGIN_MILLISECONDS = 2000

export type OpenedBus = {
  bus: Bus
  /** For commands, while Redis is known to take them. */
  findRedis: () => RedisConnection | undefined
}

/** Over Redis where one is named, once it carries word; else this process is the only node, as far as the bus knows. */
export async function openBus(parts: {
  redisUrls: readonly string[]
  clock: Clock
  log: Log
}): Promise<OpenedBus> {
  const { redisUrls: urls, clock, log } = parts
  if (urls.length === 0) return { bus: new InProcessNetwork().join(), findRedis: () => undefined }
  const link = await openRedisLink({ urls, clock })
  const bus = new RedisBus({ link, clock, log })
  // Or what is told in the first moments of a node would come late, and never where it is due now or never.
  await new Promise<void>((resolve) => {
    const cancel = clock.after(BEGIN_MILLISECONDS, resolve)
    bus.onReturn(() => {
      cancel()
      resolve()
    })
  })
  return { bus, findRedis: () => (bus.isWell ? link.talking : undefined) }
}
