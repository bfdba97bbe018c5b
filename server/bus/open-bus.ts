import type { Bus } from '#server/core/bus.ts'
import type { Clock } from '#server/core/clock.ts'
import type { Log } from '#server/core/log.ts'
import { InProcessNetwork } from './in-process-bus.ts'
import { RedisBus } from './redis-bus.ts'
import { openRedisLink } from './redis-link.ts'

/** Over Redis where one is named; else this process is the only node, as far as the bus knows. */
export function openBus(parts: { redisUrls: readonly string[]; clock: Clock; log: Log }): Bus {
  const { redisUrls: urls, clock, log } = parts
  if (urls.length === 0) return new InProcessNetwork().join()
  return new RedisBus({ link: openRedisLink({ urls, clock }), clock, log })
}
