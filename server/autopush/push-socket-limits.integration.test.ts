import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { createEnrolmentCode } from '#server/core/enrolment/enrolment-codes.ts'
import { AoiError } from '#server/core/errors.ts'
import { call } from '#server/testing/api-caller.ts'
import { RawBrowser } from '#server/testing/raw-browser.ts'
import { ServerProcess } from '#server/testing/server-process.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const clock = new SkippingClock()
let server: TestServer
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aoi-'))
  server = await start()
})
afterAll(async () => {
  await server.stop()
  await rm(directory, { recursive: true })
})
// Skipped time counts as a wait for the database too, if a statement was under way: the server refuses for a moment.
afterEach(() => expect.poll(() => server.services.context.store.outage).toBe(undefined))

function start(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  return startTestServer({ clock, env: { AOI_TRUSTED_PROXIES: '1', AOI_DATA_DIR: directory, ...env } })
}

/** Starts the server again on the same database, with other variables. */
async function restart(env: Readonly<Record<string, string>>): Promise<void> {
  await server.stop()
  server = await start(env)
}

describe('the push socket', () => {
  it('sends 10,000 waiting notifications to a browser in order, without resetting it', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    await browser.leave()
    await queue(token, 10_000)
    const again = await RawBrowser.greet(server.url, uaid)
    expect(again.uaid).toBe(uaid)
    const taken = await again.browser.take(10_000)
    expect(taken.map(numberOf)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1))
    expect(again.browser.received).toEqual([])
  })

  it('sends one window at a time to a browser that does not acknowledge, and keeps its connection', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    const { windowNotifications, stalledSeconds } = LIMITS
    await queue(token, 2 * windowNotifications + 1)
    await browser.take(windowNotifications, false)
    await browser.settled()
    expect(browser.received).toEqual([])
    clock.skip(stalledSeconds * 1000)
    clock.skip(10_000)
    await browser.take(windowNotifications, false)
    await browser.settled()
    expect(browser.received).toEqual([])
    await browser.leave()
  })

  it.each([
    'nonsense',
    '[]',
    '{"messageType":"hello","uaid":7}',
    '{"messageType":"register","channelID":"d9b74644-4f97-46aa-b8fa-9393985cd6cd"}',
    '{"messageType":"__proto__"}',
    Buffer.from('{"messageType":"hello"}'),
  ])('closes a connection that begins with %s', async (message) => {
    const browser = new RawBrowser(server.url)
    browser.send(message)
    expect(await browser.closed()).toBe(1008)
    expect(browser.received).toEqual([])
  })

  it.each([
    { messageType: 'hello' },
    { messageType: 'register', channelID: 'd9b74644-4f97-46aa-b8fa-9393985cd6cg' },
    { messageType: 'register', channelID: { $ne: '' } },
    { messageType: 'ack', updates: Array.from({ length: LIMITS.acksPerMessage + 1 }, () => ({})) },
    { messageType: 'broadcast_subscribe', broadcasts: broadcasts(LIMITS.pushSocketBroadcasts + 1) },
  ])('closes a connection after an invalid $messageType', async (message) => {
    const { browser } = await RawBrowser.greet(server.url)
    browser.send(message)
    expect(await browser.closed()).toBe(1008)
  })

  it('accepts elements that a later browser may add', async () => {
    const browser = new RawBrowser(server.url)
    browser.send({ messageType: 'hello', use_webpush: true, broadcasts: broadcasts(100), later: { x: 1 } })
    await browser.next('hello')
  })

  it('closes a connection that pings too often, floods, sends too much at once, or sends nothing', async () => {
    const pinging = (await RawBrowser.greet(server.url)).browser
    for (let count = 0; count <= LIMITS.pushSocketPingsPerMinute; count += 1) pinging.send('{}')
    expect(await pinging.closed()).toBe(4429)
    expect(pinging.received).toHaveLength(LIMITS.pushSocketPingsPerMinute)
    const flooding = (await RawBrowser.greet(server.url)).browser
    for (let count = 0; count < LIMITS.messagesPerSecond * 4; count += 1)
      flooding.send({ messageType: 'nack', version: 'x' })
    expect(await flooding.closed()).toBe(4429)
    const loud = (await RawBrowser.greet(server.url)).browser
    loud.send('x'.repeat(LIMITS.messageBytes + 1))
    expect(await loud.closed()).toBe(1009)
    const silent = new RawBrowser(server.url)
    await expect.poll(() => silent.socket.readyState).toBe(1)
    clock.skip(LIMITS.bindSeconds * 1000)
    expect(await silent.closed()).toBe(1008)
  })

  it('disconnects a browser that leaves a ping unanswered until the next, and keeps one that answers', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const pinged = new Promise((resolve) => browser.socket.once('ping', resolve))
    clock.skip(LIMITS.pushSocketPingSeconds * 1000)
    await pinged
    await browser.settled()
    browser.socket.pause()
    clock.skip(LIMITS.pushSocketPingSeconds * 1000)
    // Lets this ping go out first: only then is the next one due.
    await setImmediate()
    clock.skip(LIMITS.pushSocketPingSeconds * 1000)
    browser.socket.resume()
    expect(await browser.closed()).toBe(1006)
  })

  it('makes 60 AOI Clients a minute for one address, as the trusted proxy saw it, whatever its port and door', async () => {
    const register = async (address: string) => {
      const browser = new RawBrowser(server.url, { headers: { 'x-forwarded-for': address } })
      browser.send({ messageType: 'hello' })
      await browser.next('hello')
      const { status } = await browser.register()
      await browser.leave()
      return status
    }
    for (let count = 0; count < LIMITS.aoiClientRegistrationsPerAddressPerMinute; count += 1)
      expect(await register(`10.0.0.${count}, 203.0.113.7:${4711 + count}`)).toBe(200)
    expect(await register('203.0.113.7')).toBe(503)
    expect(server.services.context.limitWatch.list(5)).toContainEqual(
      expect.objectContaining({
        limit: 'aoiClientRegistrationsPerAddressPerMinute',
        party: 'address 203.0.113.7',
      }),
    )
    const path = '/api/v1/aoi-clients'
    const body = { messageType: 'aoiClientRegistrationReq' }
    const byHttp = (address: string) =>
      call(server.url, { path, body, headers: { 'x-forwarded-for': address } })
    expect((await byHttp('::ffff:203.0.113.7')).status).toBe(503)
    expect((await byHttp('203.0.113.9')).status).toBe(200)
    expect(await register('203.0.113.8')).toBe(200)
  })

  it('registers new browsers by the code in the socket’s URL where the policy requires one, and keeps the others', async () => {
    const known = await RawBrowser.greet(server.url)
    await known.browser.register()
    const headers = { 'x-forwarded-for': '203.0.113.50' }
    const register = async (query = '') => {
      const browser = new RawBrowser(server.url, { headers, query })
      browser.send({ messageType: 'hello' })
      await browser.next('hello')
      const { status } = await browser.register()
      await browser.leave()
      return status
    }
    const statuses: number[] = []
    let code: string | undefined
    for (const policy of ['code', 'closed']) {
      await restart({ AOI_REGISTRATION: policy })
      code ??= (await createEnrolmentCode(server.services.context, { actor: 'test', name: 'fleet' })).code
      statuses.push(await register(), await register('?code=wrong'), await register(`?code=${code}`))
      const { browser, uaid } = await RawBrowser.greet(server.url, known.uaid)
      expect([uaid, (await browser.register()).status]).toEqual([known.uaid, 200])
      await browser.leave()
    }
    await restart({})
    expect([...statuses, await register()]).toEqual([403, 403, 200, 403, 403, 403, 200])
  })

  it('does not take a browser for unknown while the database is busy', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    await browser.register()
    await browser.leave()
    const { store } = server.services.context
    const { findAoiClient } = store
    store.findAoiClient = () => Promise.reject(new AoiError('unavailable', 'busy', 1))
    const turnedAway = new RawBrowser(server.url)
    turnedAway.send({ messageType: 'hello', uaid })
    expect(await turnedAway.closed()).toBe(1013)
    store.findAoiClient = findAoiClient
    expect((await RawBrowser.greet(server.url, uaid)).uaid).toBe(uaid)
  })

  it('admits browsers, with its own origin or none, and refuses pages', async () => {
    const from = (origin: string) => new RawBrowser(server.url, { headers: { origin } })
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const page = from(origin)
      await page.closed()
      expect(page.refusal).toBe(403)
    }
    const browser = from(`${server.url.replace('http', 'ws')}/autopush/v1`)
    browser.send({ messageType: 'hello' })
    await browser.next('hello')
    expect(browser.socket.protocol).toBe('push-notification')
  })

  it('serves every other browser while one sends random messages', async () => {
    const words = fc.constantFrom(
      'hello',
      'register',
      'unregister',
      'ack',
      'nack',
      'broadcast_subscribe',
      'ping',
    )
    const message = fc.record(
      {
        messageType: fc.oneof(words, fc.string()),
        channelID: fc.oneof(fc.uuid(), fc.jsonValue()),
        uaid: fc.oneof(fc.string(), fc.jsonValue()),
        key: fc.oneof(fc.base64String(), fc.jsonValue()),
        version: fc.oneof(fc.uuid(), fc.jsonValue()),
        updates: fc.oneof(fc.array(fc.record({ channelID: fc.uuid(), version: fc.uuid() })), fc.jsonValue()),
        broadcasts: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.jsonValue()),
        code: fc.jsonValue(),
      },
      { requiredKeys: ['messageType'] },
    )
    const { browser } = await RawBrowser.greet(server.url)
    for (const [index, said] of fc.sample(fc.array(message, { minLength: 1, maxLength: 20 }), 60).entries()) {
      const headers = { 'x-forwarded-for': `203.0.113.${100 + index}` }
      const mad = new RawBrowser(server.url, { headers })
      mad.send({ messageType: 'hello' })
      await mad.next('hello')
      for (const each of said) mad.send(each)
      mad.send({ messageType: 'hello' })
      expect([1008, 4429, 1013]).toContain(await mad.closed())
    }
    await browser.settled()
  })

  it('disconnects every browser when the server ends, and admits no new one', async () => {
    const ending = await startTestServer()
    const newcomer = await RawBrowser.greet(ending.url)
    const bound = await RawBrowser.greet(ending.url)
    await bound.browser.register()
    ending.services.drain()
    const late = new RawBrowser(ending.url)
    await late.closed()
    expect(late.refusal).toBe(503)
    await ending.stop()
    expect([await newcomer.browser.closed(), await bound.browser.closed()]).toEqual([1001, 1001])
  })

  it('keeps the order and every unacknowledged notification when the server is killed', async () => {
    const killed = await ServerProcess.start()
    const { browser, uaid } = await RawBrowser.greet(killed.url)
    const { token } = await browser.register()
    const send = async (text: string) => {
      const headers = { ttl: '60', 'content-encoding': 'aes128gcm' }
      await fetch(`${killed.url}/wp/${token}`, { method: 'POST', headers, body: text })
    }
    for (let count = 1; count <= 30; count += 1) await send(String(count))
    await browser.take(20)
    await browser.settled()
    await killed.run.end('SIGKILL')
    await killed.begin().ready
    const again = await RawBrowser.greet(killed.url, uaid)
    expect(again.uaid).toBe(uaid)
    const numbers: number[] = []
    while (numbers.at(-1) !== 30) numbers.push(...(await again.browser.take(1)).map(numberOf))
    expect(numbers[0]).toBeLessThanOrEqual(21)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
    await killed.remove()
  })
})

/** Appends `count` messages to the log of a token, numbered from 1. */
async function queue(clientAppToken: string, count: number): Promise<void> {
  const { store } = server.services.context
  const headers = JSON.stringify({ encoding: 'aes128gcm' })
  for (let first = 1; first <= count; first += 1000) {
    const notifications = Array.from({ length: Math.min(1000, count - first + 1) }, (_, index) => ({
      ...{ id: crypto.randomUUID(), clientAppToken, headers, ttlSeconds: 600, urgency: 'normal' as const },
      payload: Buffer.from(String(first + index)).toString('base64url'),
    }))
    const [appended] = await store.append([
      { serverApplicationId: 'test', webPush: { openToAll: true }, acceptedAt: clock.now(), notifications },
    ])
    if (appended?.kind === 'appended')
      server.services.context.announce({ kind: 'appended', entries: appended.entries })
  }
}

function numberOf({ data = '' }: { data?: string }): number {
  return Number(Buffer.from(data, 'base64url').toString())
}

function broadcasts(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`b${index}`, '"0"']))
}
