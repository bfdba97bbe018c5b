import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { LIMITS } from '#protocol'
import type { LimitExceeded, Limiter } from '#server/core/limiter.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { hasRedisServer, RedisServer } from '#server/testing/redis-server.ts'
import { TcpProxy } from '#server/testing/tcp-proxy.ts'
import { openBus } from './open-bus.ts'
import { shareLimits } from './shared-limiter.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const LIMIT = { name: 'attempts', points: 1, seconds: 60 }

/** A node's limiter whose Redis is behind `proxy`, and the limiter of a node that always reaches that Redis. */
async function open() {
  const redis = await RedisServer.start()
  const proxy = await TcpProxy.open(redis.port)
  const connect = async (port: number) => {
    const { bus, findRedis } = await openBus({
      ...{ redisUrls: [`redis://127.0.0.1:${port}`], clock: systemClock, log: SILENT },
    })
    onTestFinished(() => bus.close())
    await vi.waitFor(() => expect(bus.isWell).toBe(true), WAIT)
    return { bus, limiter: shareLimits({ clock: systemClock, countNodes: () => 1, findRedis })(LIMIT) }
  }
  const [own, other] = [await connect(proxy.port), await connect(redis.port)]
  onTestFinished(async () => {
    await proxy.close()
    await redis.remove()
  })
  return { proxy, ...own, other: other.limiter }
}

/** Waits until Redis counts no points of the key. */
async function expectFree(limiter: Limiter, key: string): Promise<void> {
  await vi.waitFor(async () => {
    const counted = await limiter.consume(key).catch((error: LimitExceeded) => error.count)
    await limiter.giveBack(key, counted)
    expect(counted.consumedPoints).toBe(1)
  }, WAIT)
}

describe.runIf(hasRedisServer())('points of a limit that nodes share', () => {
  it('are given back to Redis, which counted them, once it is reachable again', async () => {
    const { proxy, bus, limiter, other } = await open()
    const [one, all] = [await limiter.consume('one'), await limiter.consume('all')]
    proxy.hold()
    await vi.waitFor(() => expect(bus.isWell).toBe(false), WAIT)
    await limiter.giveBack('one', one)
    await limiter.forget('all', all)
    proxy.release()
    await expectFree(other, 'one')
    await expectFree(other, 'all')
  })

  it('wait for Redis up to a limit, beyond which they count until they expire', async () => {
    const { proxy, bus, limiter, other } = await open()
    const keys = Array.from({ length: LIMITS.pointsOwed + 1 }, (_, number) => `key ${number}`)
    const counted = await Promise.all(keys.map((key) => limiter.consume(key)))
    proxy.hold()
    await vi.waitFor(() => expect(bus.isWell).toBe(false), WAIT)
    for (const [number, key] of keys.entries())
      await limiter.giveBack(key, counted[number] ?? expect.fail('it was not counted'))
    proxy.release()
    await expectFree(other, `key ${LIMITS.pointsOwed - 1}`)
    const beyond = other.consume(`key ${LIMITS.pointsOwed}`)
    await expect(beyond).rejects.toMatchObject({ name: 'LimitExceeded', count: { consumedPoints: 2 } })
  })

  it('are given back to Redis when it counts them late, because the node counted them too', async () => {
    const { proxy, limiter, other } = await open()
    proxy.hold()
    const counted = await limiter.consume('late')
    await expect(limiter.consume('late')).rejects.toMatchObject({
      name: 'LimitExceeded',
      count: { consumedPoints: 2 },
    })
    await limiter.giveBack('late', counted)
    proxy.release()
    await limiter.consume('behind them')
    await expectFree(other, 'late')
  })
})
