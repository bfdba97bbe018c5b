import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Log } from '#server/core/log.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { runBusContract } from '#server/testing/bus-contract.ts'
import { hasRedisServer, RedisServer } from '#server/testing/redis-server.ts'
import { TcpProxy } from '#server/testing/tcp-proxy.ts'
import { openBus } from './open-bus.ts'

const WAIT = { timeout: 15_000, interval: 20 }

describe.runIf(hasRedisServer())('Redis', () => {
  for (const [name, cluster] of [
    ['one Redis', false],
    ['a Redis Cluster', true],
  ] as const) {
    runBusContract({
      name,
      open: async () => {
        const redis = await RedisServer.start({ cluster })
        const urls = cluster ? [redis.url, redis.url] : [redis.url]
        return { join: async () => (await open(urls)).bus, remove: () => redis.remove() }
      },
    })
  }

  it('carries messages from the first moment on, and does not delay a server’s start while it is away', async () => {
    const redis = await startRedis()
    expect((await open([redis.url])).bus.isWell).toBe(true)
    await redis.kill()
    expect((await open([redis.url])).bus.isWell).toBe(false)
  })

  it('that is killed and started again is found again, with every subscribed subject', async () => {
    const redis = await startRedis()
    const [speaker, listener] = [await open([redis.url]), await open([redis.url])]
    const received: string[] = []
    listener.bus.listen('before', (message) => received.push(message))
    const all = [speaker, listener]
    await vi.waitFor(() => expect(all.map(({ bus }) => bus.isWell)).toEqual([true, true]), WAIT)
    const returned = new Promise<void>((resolve) => listener.bus.onReturn(resolve))
    await redis.kill()
    await vi.waitFor(() => expect(all.map(({ bus }) => bus.isWell)).toEqual([false, false]), WAIT)
    speaker.bus.publish('before', 'lost')
    listener.bus.listen('while', (message) => received.push(message))
    await redis.begin()
    await returned
    await vi.waitFor(() => {
      speaker.bus.publish('before', 'before')
      speaker.bus.publish('while', 'while')
      expect(new Set(received)).toEqual(new Set(['before', 'while']))
    }, WAIT)
    expect(listener.said).toEqual(['info', 'warn', 'info'])
  })

  it('that is cut off silently is reported as away, and nothing is queued for it', async () => {
    const redis = await startRedis()
    const proxy = await TcpProxy.open(redis.port)
    onTestFinished(() => proxy.close())
    const { bus } = await open([`redis://127.0.0.1:${proxy.port}`])
    await vi.waitFor(() => expect(bus.isWell).toBe(true), WAIT)
    proxy.hold()
    await vi.waitFor(() => expect(bus.isWell).toBe(false), WAIT)
    proxy.release()
    proxy.cut()
    await vi.waitFor(() => expect(bus.isWell).toBe(true), WAIT)
  })

  it('that reads nothing for a while gets at most a few megabytes queued', async () => {
    const redis = await startRedis()
    const [speaker, listener] = [await open([redis.url]), await open([redis.url])]
    let bytes = 0
    listener.bus.listen('news', (message) => {
      bytes += message.length
    })
    await vi.waitFor(() => {
      speaker.bus.publish('news', 'probe')
      expect(bytes).toBeGreaterThan(0)
    }, WAIT)
    redis.signal('SIGSTOP')
    bytes = 0
    const megabyte = 'x'.repeat(1_048_576)
    for (let count = 0; count < 64; count += 1) speaker.bus.publish('news', megabyte)
    redis.signal('SIGCONT')
    await vi.waitFor(() => {
      speaker.bus.publish('news', 'fence')
      expect(bytes % 1_048_576).toBeGreaterThan(0)
    }, WAIT)
    expect(bytes).toBeLessThan(6 * 1_048_576)
  })
})

async function startRedis(): Promise<RedisServer> {
  const redis = await RedisServer.start()
  onTestFinished(() => redis.remove())
  return redis
}

/** Opens a bus. `said` lists the level of each line that it logs. */
async function open(redisUrls: readonly string[]) {
  const said: string[] = []
  const say = (level: string) => () => void said.push(level)
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  const { bus } = await openBus({ redisUrls, clock: systemClock, log })
  onTestFinished(() => bus.close())
  return { bus, said }
}
