import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { decryptPush, makePushKeys } from '#aoi-client'
import { LIMITS } from '#protocol'
import { explainRecipient } from '#server/core/fan-out/explain-recipient.ts'
import { listRecipients } from '#server/core/fan-out/list-recipients.ts'
import { call } from '#server/testing/api-caller.ts'
import { PushMember } from '#server/testing/push-member.ts'
import { PushVendor, verifyVapid } from '#server/testing/push-vendor.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const APPLICATION = 'com.example.chat'
const clock = new SkippingClock()
let server: TestServer
let key: string
let vendor: PushVendor
beforeAll(async () => {
  server = await startTestServer({
    clock,
    env: { AOI_OUTBOUND_ALLOW: '127.0.0.1', AOI_MAX_PAYLOAD_BYTES: '8192' },
  })
  key = await server.createKey(APPLICATION)
  vendor = await PushVendor.open()
}, 60_000)
afterEach(() => {
  vendor.answer = () => ({ status: 201 })
})
afterAll(async () => {
  await server.stop()
  await vendor.close()
})

describe('a member without a session', () => {
  it('gets a notification by its push service, and confirms it by the link', async () => {
    const member = await PushMember.register(server.url, { vendor })
    const id = await send(member.token, {
      payload: { text: 'hello' },
      ttl: 600,
      urgency: 'high',
      topic: 'news',
    })
    const message = await vendor.next()
    expect(await verifyVapid(message, vendor.origin)).toBe(
      (await call(server.url, { path: '/wp/vapid-key' })).body.applicationServerKey,
    )
    const { ttl, urgency, topic, ...headers } = message.headers
    expect(headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    })
    expect(Number(ttl)).toBeGreaterThan(590)
    expect(Number(ttl)).toBeLessThanOrEqual(600)
    expect([urgency, topic]).toEqual(['high', expect.stringMatching(/^[A-Za-z0-9_-]{22}$/)])
    expect(message.body.byteLength).toBe(512 + 103)
    const opened = await member.open(message)
    expect(opened.message).toEqual({
      aoi: {
        ...{ clientAppToken: member.token, seq: 1, id, epoch: server.services.context.store.epoch },
        ...{ expiresAt: expect.any(Number), link: expect.any(String) },
      },
      payload: { text: 'hello' },
    })
    expect(await outcomesOf(id)).toMatchObject({ acked: 0, pending: 1 })
    for (let times = 0; times < 2; times += 1) expect(await member.confirm(message)).toBe(204)
    expect(await outcomesOf(id)).toMatchObject({ acked: 1, pending: 0 })
  })

  it('gets the ciphertext of its group, which neither the server nor the vendor can read', async () => {
    const group = makePushKeys()
    const member = await PushMember.register(server.url, { vendor, elements: { webPush: true } })
    const secret = 'nobody between the ends reads this'
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
    const keys = { p256dh: text(group.publicKey), auth: text(group.auth) }
    const endpoint = `${server.url}/wp/${member.token}`
    const { body, headers } = webpush.generateRequestDetails({ endpoint, keys }, secret, { TTL: 60 })
    const raw = new Uint8Array(body ?? Buffer.alloc(0))
    const given = { ttl: '60', 'content-encoding': String(headers['Content-Encoding']) }
    expect((await call(endpoint, { path: '', raw, headers: given })).status).toBe(201)
    const message = await vendor.next()
    const opened = await member.open(message)
    expect(opened.message.headers).toEqual({ encoding: 'aes128gcm' })
    expect(Buffer.from(opened.body)).toEqual(Buffer.from(raw))
    const data = new Uint8Array(opened.body)
    expect(Buffer.from(await decryptPush(group, { encoding: 'aes128gcm', data })).toString()).toBe(secret)
    // Without the keys of the group there is no way on, not even with those of the subscription.
    await expect(member.subscription.open({ ...message, body: data })).rejects.toThrow()
    const stored = await Promise.all(
      ['aoi.db', 'aoi.db-wal'].map((name) => readFile(join(server.dataDirectory, name)).catch(() => '')),
    )
    const everything = Buffer.concat([
      ...stored.map((bytes) => Buffer.from(bytes)),
      Buffer.from(message.body),
    ])
    expect(everything.includes(message.id)).toBe(true)
    for (const never of [secret, text(group.privateKey), keys.auth])
      expect(everything.includes(never)).toBe(false)
    expect(await member.confirm(message)).toBe(204)
  })

  it('is told of a notification that is too large for its push service, and fetches it', async () => {
    const member = await PushMember.register(server.url, { vendor })
    const payload = { text: 'x'.repeat(5000) }
    const id = await send(member.token, { payload })
    const message = await vendor.next()
    const { message: opened } = await member.open(message)
    expect(opened).toEqual({ aoi: expect.objectContaining({ seq: 1, id }), notice: true })
    const fetched = await call(server.url, { path: `/wp/deliveries/${opened.aoi.link}` })
    expect(fetched.body).toMatchObject({ messageType: 'notification', seq: 1, id, payload })
    expect(await member.confirm(message)).toBe(204)
    await call(server.url, { method: 'DELETE', path: `/api/v1/notifications/${id}`, key })
    expect((await call(server.url, { path: `/wp/deliveries/${opened.aoi.link}` })).status).toBe(410)
  })

  it('gets a payload for a person as a declarative message if it asks for that', async () => {
    const member = await PushMember.register(server.url, { vendor, more: { declarative: true } })
    const payload = { web_push: 8030, notification: { title: 'Hi', navigate: 'https://example.com/' } }
    await send(member.token, { payload })
    const message = await vendor.next()
    expect(message.headers['content-type']).toBe('application/notification+json')
    const { aoi: _, ...shown } = (await member.open(message)).message
    expect(shown).toEqual(payload)
    expect(await member.confirm(message)).toBe(204)
  })

  it('confirms in any order: the cursor moves as far as there is no hole', async () => {
    const member = await PushMember.register(server.url, { vendor })
    const ids = [await send(member.token, {}), await send(member.token, {}), await send(member.token, {})]
    const messages = [await vendor.next(), await vendor.next(), await vendor.next()]
    const acked = async () => Promise.all(ids.map(async (id) => (await outcomesOf(id)).acked))
    for (const [place, expected] of [
      [2, [0, 0, 0]],
      [0, [1, 0, 0]],
      [1, [1, 1, 1]],
    ] as const) {
      const message = messages[place]
      if (message === undefined) throw new Error('no message')
      expect(await member.confirm(message)).toBe(204)
      expect(await acked()).toEqual(expected)
    }
  })

  it('is sent 16 notifications at most before it confirms', async () => {
    const member = await PushMember.register(server.url, { vendor })
    for (let n = 0; n < 20; n += 1) await send(member.token, {})
    const first = await vendor.next()
    for (let n = 1; n < 16; n += 1) await vendor.next()
    const before = vendor.received.length
    expect(await member.confirm(first)).toBe(204)
    const seventeenth = await member.open(await vendor.next())
    expect(seventeenth.message.aoi.seq).toBe(17)
    expect(vendor.received.length).toBe(before + 1)
  })

  it('moves to another subscription, and gets there what it has not confirmed', async () => {
    const member = await PushMember.register(server.url, { vendor })
    await send(member.token, { payload: 'one' })
    const old = await vendor.next()
    await member.move(vendor)
    const again = await vendor.next()
    expect(again.id).not.toBe(old.id)
    expect((await member.open(again)).message).toMatchObject({ aoi: { seq: 1 }, payload: 'one' })
    expect(again.headers.topic).toBe(old.headers.topic)
  })

  it('connects, and the session takes over until it ends', async () => {
    const member = await PushMember.register(server.url, { vendor })
    await send(member.token, { payload: 'by push' })
    const pushed = await vendor.next()
    const session = await RawSession.bind(server.url, member.as)
    await session.next('42/aoi,["notification"')
    const before = vendor.received.length
    const live = await send(member.token, { payload: 'live' })
    await session.next('42/aoi,["notification"')
    session.event('notificationAck', { messageType: 'notificationAck', acks: [[member.token, 2]] })
    await expect.poll(async () => (await outcomesOf(live)).acked).toBe(1)
    expect(await member.confirm(pushed)).toBe(204)
    session.socket.close()
    await send(member.token, { payload: 'later' })
    expect(vendor.received.length).toBe(before)
    await expect.poll(() => isOnline(member)).toBe(false)
    clock.skip(LIMITS.pushTakeoverMilliseconds)
    expect((await member.open(await vendor.next())).message).toMatchObject({
      aoi: { seq: 3 },
      payload: 'later',
    })
  })
})

describe('the answer of the push service', () => {
  it.each([404, 410])('%i ends the registration, with the reason', async (status) => {
    const member = await PushMember.register(server.url, { vendor })
    vendor.answer = () => ({ status })
    const id = await send(member.token, {})
    await vendor.next()
    await expect.poll(() => server.countMembers(member.token)).toBe(0)
    await expect.poll(async () => (await outcomesOf(id)).expiredBy).toMatchObject({ revoked: 1 })
    expect(await explain({ ...member.as, id })).toMatchObject({
      explanation: 'revoked',
      pushService: { origin: vendor.origin, endReason: `the push service answered ${status}` },
    })
  })

  it('is on the page of the notification, from the first refusal to a confirmation that never comes', async () => {
    const member = await PushMember.register(server.url, { vendor })
    vendor.answer = () => ({ status: 503, text: 'busy', headers: { 'retry-after': '30' } })
    const id = await send(member.token, { ttl: 600 })
    await vendor.next()
    const why = { ...member.as, id }
    await expect
      .poll(() => explain(why))
      .toMatchObject({
        explanation: 'waitsForPushService',
        pushService: { origin: vendor.origin, status: 503, answer: 'busy', answeredAt: expect.any(String) },
      })
    expect(await readRecipient(id)).toMatchObject({ outcome: 'pending', pushService: { status: 503 } })
    vendor.answer = () => ({ status: 201 })
    clock.skip(30_000)
    await vendor.next()
    await expect
      .poll(() => explain(why))
      .toMatchObject({
        ...{ explanation: 'pushedNotConfirmed', pushService: { status: 201 } },
      })
    await expect.poll(() => readRecipient(id)).toMatchObject({ outcome: 'pushed' })
    clock.skip(600_000)
    expect(await explain(why)).toMatchObject({ explanation: 'neverConfirmed' })
    await expect.poll(() => readRecipient(id)).toMatchObject({ outcome: 'expired', neverConfirmed: true })
  })

  it('tells the operator that its TLS fails, or that none came', async () => {
    const member = await PushMember.register(server.url, { vendor, more: { endpoint: endpointByTls() } })
    const id = await send(member.token, {})
    await expect
      .poll(() => explain({ ...member.as, id }))
      .toMatchObject({
        explanation: 'waitsForPushService',
        pushService: { status: 0, answer: expect.stringMatching(/^unreachable: (EPROTO|ERR_SSL)/) },
      })
    const mute = await PushVendor.open()
    mute.answer = () => 'silence'
    const silent = await PushMember.register(server.url, { vendor: mute })
    const other = await send(silent.token, {})
    await mute.next()
    clock.skip(LIMITS.outboundSeconds * 1000)
    await expect
      .poll(() => explain({ ...silent.as, id: other }))
      .toMatchObject({
        explanation: 'waitsForPushService',
        pushService: { status: 0, answer: expect.stringMatching(/^timedOut: no answer/) },
      })
    await mute.close()
  })

  it('413 makes the message a notice', async () => {
    const member = await PushMember.register(server.url, { vendor })
    vendor.answer = () => ({ status: vendor.received.at(-1)?.status === 413 ? 201 : 413 })
    await send(member.token, { payload: { text: 'x'.repeat(1000) } })
    expect((await vendor.next()).body.byteLength).toBe(2048 + 103)
    const notice = await vendor.next()
    expect((await member.open(notice)).message.notice).toBe(true)
    expect(await member.confirm(notice)).toBe(204)
  })
})

async function send(clientAppToken: string, elements: object): Promise<string> {
  const body = { messageType: 'notificationReq', clientAppToken, payload: 'x', ...elements }
  const answered = await call(server.url, { path: '/api/v1/notifications', key, body })
  if (answered.status !== 201) throw new Error(answered.text)
  return String(answered.body.notificationId)
}

/** The vendor speaks no TLS. */
function endpointByTls(): string {
  return vendor.subscribe().element.endpoint.replace('http:', 'https:')
}

function explain({ id, aoiClientId }: { id: string; aoiClientId: string }) {
  const { context, presence, simulations } = server.services
  return explainRecipient({ ...context, presence, simulations }, { id, aoiClientId })
}

async function readRecipient(id: string) {
  const { context, fanOut } = server.services
  return (await listRecipients({ ...context, fanOut }, { id })).rows[0]
}

function isOnline({ as }: PushMember): boolean {
  return server.services.presence.reachOf(as.aoiClientId, { clientAppToken: '', seq: 1 }) !== 'offline'
}

async function outcomesOf(id: string) {
  const answered = await call(server.url, { path: `/api/v1/notifications/${id}`, key })
  if (answered.status !== 200) throw new Error(answered.text)
  return answered.body
}
