import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PUSH_SOCKET_PLATFORM, uaidSchema } from '#protocol'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { call } from '#server/testing/api-caller.ts'
import { type MessageOf, RawBrowser } from '#server/testing/raw-browser.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const VAPID_KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

describe('the push socket', () => {
  it('greets a browser as it expects, and recognises it again', async () => {
    const browser = new RawBrowser(server.url)
    browser.send({ messageType: 'hello', use_webpush: true, broadcasts: { 'remote-settings': '"0"' } })
    const hello = await browser.next('hello')
    expect(hello).toEqual({
      messageType: 'hello',
      uaid: expect.stringMatching(/^[\w-]{43}$/),
      status: 200,
      use_webpush: true,
      broadcasts: {},
    })
    await browser.register()
    await browser.leave()
    expect((await RawBrowser.greet(server.url, hello.uaid)).uaid).toBe(hello.uaid)
  })

  it('makes an AOI Client of a browser only when it registers a channel', async () => {
    const before = (await server.services.context.store.count()).aoiClients
    const { browser, uaid } = await RawBrowser.greet(server.url)
    expect((await server.services.context.store.count()).aoiClients).toBe(before)
    await browser.register()
    await browser.register()
    const { rows } = await server.services.context.store.listAoiClients({ limit: 1 })
    expect(rows).toMatchObject([{ platform: PUSH_SOCKET_PLATFORM, registrations: 2 }])
    expect(JSON.stringify(rows)).not.toContain(uaid)
    expect((await server.services.context.store.count()).aoiClients).toBe(before + 1)
  })

  it('gives a new id to a browser that presents an unknown or expired one', async () => {
    const stranger = uaidSchema.parse('A'.repeat(43))
    for (const uaid of [stranger, 'not one of ours', 'd41d8cd98f00b204e9800998ecf8427e'])
      expect((await RawBrowser.greet(server.url, uaid)).uaid).not.toBe(uaid)
    const { browser, uaid } = await RawBrowser.greet(server.url)
    await browser.register()
    const { rows } = await server.services.context.store.listAoiClients({ limit: 1 })
    await endAoiClient(server.services.context, { actor: 'test', aoiClientId: rows[0]?.id ?? '' })
    // 4774: the browser must not reconnect by itself.
    expect(await browser.closed()).toBe(4774)
    expect((await RawBrowser.greet(server.url, uaid)).uaid).not.toBe(uaid)
  })

  it('answers a channel with its push resource, again with the same, and with 409 for another key', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const channelID = randomUUID()
    const first = await browser.register({ channelID, key: `${VAPID_KEY}=` })
    expect(first).toMatchObject({ channelID, status: 200, pushEndpoint: `${server.url}/wp/${first.token}` })
    expect(await browser.register({ channelID, key: VAPID_KEY })).toEqual(first)
    expect(await browser.register({ channelID })).toMatchObject({ status: 409, pushEndpoint: '' })
    await browser.leave()
    const again = await RawBrowser.greet(server.url, uaid)
    expect(await again.browser.register({ channelID, key: VAPID_KEY })).toEqual(first)
  })

  it('refuses an invalid key with 400, and keeps the connection', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    for (const key of ['', 'x', `B${'A'.repeat(86)}`])
      expect(await browser.register({ key })).toMatchObject({ status: 400, pushEndpoint: '' })
    expect(await browser.register()).toMatchObject({ status: 200 })
  })

  it('binds a channel with a key to its sender, and lets any sender use a channel without a key', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const bound = await browser.register({ key: VAPID_KEY })
    expect((await push(bound.token, 'x')).status).toBe(401)
    expect((await push((await browser.register()).token, 'x')).status).toBe(201)
  })

  it('passes on a body byte for byte with the headers that its decryption needs', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const { token, channelID } = await browser.register()
    const body = Buffer.from([0, 255, 1, 254])
    await push(token, body, { 'content-encoding': 'aes128gcm' })
    expect(await browser.next('notification')).toEqual({
      messageType: 'notification',
      channelID,
      version: expect.any(String),
      data: body.toString('base64url'),
      headers: { encoding: 'aes128gcm' },
    })
    const legacy = { 'content-encoding': 'aesgcm', encryption: 'salt=a', 'crypto-key': 'dh=b' }
    await push(token, body, legacy)
    const headers = { encoding: 'aesgcm', encryption: 'salt=a', crypto_key: 'dh=b' }
    expect(await browser.next('notification')).toMatchObject({ data: body.toString('base64url'), headers })
  })

  it('wakes the page without data when the body is empty or not encrypted', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const { token, channelID } = await browser.register()
    await push(token, '', { 'content-encoding': 'aes128gcm' })
    await push(token, 'plain')
    for (const notification of await browser.take(2))
      expect(notification).toEqual({
        messageType: 'notification',
        channelID,
        version: expect.any(String),
      })
  })

  it('sends unacknowledged notifications again, in order, and never an acknowledged one', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    for (const text of ['1', '2', '3', '4', '5']) await push(token, text, ENCRYPTED)
    const sent = await browser.take(5, false)
    // Out of order: 1 and 2 are done without a hole, 4 waits for 3.
    for (const index of [3, 1, 0]) browser.ack(sent[index] as MessageOf<'notification'>)
    await browser.settled()
    browser.socket.terminate()
    await browser.closed()
    const again = (await RawBrowser.greet(server.url, uaid)).browser
    const resent = await again.take(3)
    expect(resent.map(textOf)).toEqual(['3', '4', '5'])
    expect(resent.map(({ version }) => version)).toEqual(sent.slice(2).map(({ version }) => version))
    await again.settled()
    await again.leave()
    const last = (await RawBrowser.greet(server.url, uaid)).browser
    await push(token, '6', ENCRYPTED)
    expect(textOf(await last.next('notification'))).toBe('6')
  })

  it('counts a notification that the page could not decrypt or use as delivered, and does not repeat it', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    for (const text of ['1', '2']) await push(token, text, ENCRYPTED)
    const [first, second] = await browser.take(2, false)
    browser.ack(first as MessageOf<'notification'>, 101)
    browser.ack(second as MessageOf<'notification'>, 102)
    browser.send({ messageType: 'nack', version: first?.version, code: 302 })
    await browser.settled()
    await browser.leave()
    const again = (await RawBrowser.greet(server.url, uaid)).browser
    await push(token, '3', ENCRYPTED)
    expect(textOf(await again.next('notification'))).toBe('3')
  })

  it('moves no cursor for an invented version, or for one of another channel', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const { token, channelID } = await browser.register()
    await push(token, '1', ENCRYPTED)
    const sent = await browser.next('notification')
    browser.ack({ ...sent, version: randomUUID() })
    browser.ack({ ...sent, channelID: randomUUID() })
    await browser.settled()
    await browser.leave()
    const again = (await RawBrowser.greet(server.url, uaid)).browser
    expect(await again.next('notification')).toMatchObject({ channelID, version: sent.version })
  })

  it('goes on after cancelled, replaced and expired notifications, which a browser never learns of', async () => {
    const { browser, uaid } = await RawBrowser.greet(server.url)
    const { token } = await browser.register()
    await browser.leave()
    await push(token, 'old', { ...ENCRYPTED, topic: 'score' })
    await push(token, 'new', { ...ENCRYPTED, topic: 'score' })
    await push(token, 'never', { ...ENCRYPTED, ttl: '0' })
    const again = await RawBrowser.greet(server.url, uaid)
    expect((await again.browser.take(1)).map(textOf)).toEqual(['new'])
    await expect.poll(() => ackedSeqOf(token)).toBe(3)
  })

  it('ends one channel, which then answers 404, and keeps the browser’s others', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const ended = await browser.register()
    const kept = await browser.register()
    const { channelID } = ended
    for (let time = 0; time < 2; time += 1) {
      browser.send({ messageType: 'unregister', channelID, code: 200 })
      expect(await browser.next('unregister')).toEqual({ messageType: 'unregister', channelID, status: 200 })
    }
    expect((await push(ended.token, 'x', ENCRYPTED)).status).toBe(404)
    expect((await push(kept.token, 'y', ENCRYPTED)).status).toBe(201)
    expect(textOf(await browser.next('notification'))).toBe('y')
  })

  it('answers pings and broadcasts', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    browser.send('{}')
    browser.send({ messageType: 'ping' })
    browser.send({ messageType: 'broadcast_subscribe', broadcasts: { 'remote-settings/changes': '"1"' } })
    expect(await browser.next('broadcast')).toEqual({ messageType: 'broadcast', broadcasts: {} })
    expect(browser.received).toEqual([{}, {}])
  })

  it('keeps only the newer connection of a browser, and sends only to it', async () => {
    const first = await RawBrowser.greet(server.url)
    const { token } = await first.browser.register()
    const second = await RawBrowser.greet(server.url, first.uaid)
    expect(await first.browser.closed()).toBe(4774)
    await push(token, '1', ENCRYPTED)
    expect(textOf(await second.browser.next('notification'))).toBe('1')
    expect(first.browser.received).toEqual([])
  })
})

const ENCRYPTED = { 'content-encoding': 'aes128gcm' }

function push(token: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const raw = new Uint8Array(Buffer.from(body))
  return call(server.url, { path: `/wp/${token}`, raw, headers: { ttl: '60', ...headers } })
}

function textOf({ data = '' }: MessageOf<'notification'>): string {
  return Buffer.from(data, 'base64url').toString()
}

async function ackedSeqOf(clientAppToken: string): Promise<number | undefined> {
  await setImmediate()
  const { store } = server.services.context
  const { rows: clients } = await store.listAoiClients({ limit: 1 })
  const { rows } = await store.listRegistrations({ aoiClientId: clients[0]?.id ?? '', limit: 100 })
  return rows.find((row) => row.clientAppToken === clientAppToken)?.ackedSeq
}
