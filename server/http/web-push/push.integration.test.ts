import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { push, registerForPush } from '#server/testing/push-door.ts'

let door: BareDoor
let open: string
beforeAll(async () => {
  door = await openBareDoor()
  open = await registerForPush(door.url, { webPush: true })
}, 60_000)
afterAll(async () => door.close())

describe('the push resource', () => {
  it('answers 201 with the message resource and the granted TTL', async () => {
    const { status, headers, text } = await push(door.url, open, { ttl: '60' })
    expect([status, text, headers.get('ttl')]).toEqual([201, '', '60'])
    expect(headers.get('location')).toMatch(/^https?:\/\/[^/]+\/wp\/messages\/[\w-]{43}$/)
  })

  it('grants at most four weeks, for any requested number of seconds', async () => {
    for (const ttl of ['2419201', '2147483648', '99999999999999999999999']) {
      expect((await push(door.url, open, { ttl })).headers.get('ttl')).toBe(String(LIMITS.ttlSecondsMax))
    }
  })

  it.each([undefined, '', '-1', '1.5', '1e3', 'x', '1, 2'])('refuses the TTL %s with 400', async (ttl) => {
    const { status, body } = await push(door.url, open, { ttl })
    expect([status, body.code, body.desc]).toEqual([400, '400', expect.stringMatching(/^TTL: /)])
  })

  it.each(['very-low', 'low', 'normal', 'high', 'High'])('takes the urgency %s', async (urgency) => {
    expect((await push(door.url, open, { urgency })).status).toBe(201)
  })

  it.each(['', 'urgent', 'high, low', 'high, high'])('refuses the urgency “%s” with 400', async (urgency) => {
    expect((await push(door.url, open, { urgency })).status).toBe(400)
  })

  it.each(['a', 'A-_9'.repeat(8), 'score==', 'x='])('takes the topic %s', async (topic) => {
    expect((await push(door.url, open, { topic })).status).toBe(201)
  })

  it.each(['', '=', 'a b', 'ü', 'a'.repeat(33), 'a+b'])('refuses the topic “%s” with 400', async (topic) => {
    expect((await push(door.url, open, { topic })).status).toBe(400)
  })

  it('accepts 4096 bytes and refuses 4097, and accepts an empty body, with and without a type', async () => {
    const raw = new Uint8Array(LIMITS.webPushBodyBytes).fill(255)
    expect((await push(door.url, open, { raw })).status).toBe(201)
    expect((await push(door.url, open, { raw: new Uint8Array(raw.byteLength + 1) })).status).toBe(413)
    expect((await push(door.url, open, { raw: new Uint8Array() })).status).toBe(201)
    expect((await push(door.url, open, { 'content-type': 'text/plain' })).status).toBe(201)
  })

  it('accepts 4096 bytes when payloads are limited to fewer, and more when they may be larger', async () => {
    const { settings } = door
    settings.maxPayloadBytes = 10
    expect((await push(door.url, open, { raw: new Uint8Array(4096) })).status).toBe(201)
    settings.maxPayloadBytes = 5000
    expect((await push(door.url, open, { raw: new Uint8Array(5000) })).status).toBe(201)
    settings.maxPayloadBytes = LIMITS.payloadBytes
  })

  it.each([
    ['salt=AQIDBAUGBwgJCgsMDQ4PEA==', 'salt=AQIDBAUGBwgJCgsMDQ4PEA'],
    ['keyid=p256dh;salt="AQIDBAUGBwgJCgsMDQ4PEA=="', 'keyid=p256dh;salt="AQIDBAUGBwgJCgsMDQ4PEA"'],
    ['SALT=+/8DBAUGBwgJCgsMDQ4PEA', 'SALT=-_8DBAUGBwgJCgsMDQ4PEA'],
    ['salt=AQIDBAUGBwgJCgsMDQ4PEA;rs=4096', 'salt=AQIDBAUGBwgJCgsMDQ4PEA;rs=4096'],
  ])('stores the padded aesgcm header %s in the form that browsers read', async (encryption, stored) => {
    const dh = `B${'x'.repeat(86)}`
    const headers = { 'content-encoding': 'aesgcm', encryption, 'crypto-key': `p256ecdsa=abc=,dh=${dh}=` }
    expect((await push(door.url, open, headers)).status).toBe(201)
    const { store, dashboard } = door.services.context
    const { rows } = await store.listNotifications({ limit: 1, now: Date.now() })
    const found = await dashboard.findPayload(rows[0]?.id ?? '')
    expect(JSON.parse(found?.headers ?? '{}')).toMatchObject({ encryption: stored, crypto_key: `dh=${dh}` })
  })

  it('refuses an encoding that no receiver knows, and aesgcm without its headers', async () => {
    expect((await push(door.url, open, { 'content-encoding': 'gzip' })).status).toBe(400)
    const aesgcm = { 'content-encoding': 'aesgcm', encryption: 'salt=a', 'crypto-key': 'dh=b' }
    expect((await push(door.url, open, aesgcm)).status).toBe(201)
    expect((await push(door.url, open, { ...aesgcm, encryption: undefined })).status).toBe(400)
    const long = 'a'.repeat(LIMITS.webPushHeaderBytes + 1)
    expect((await push(door.url, open, { ...aesgcm, 'crypto-key': long })).status).toBe(400)
  })

  it('answers 404 for an invalid subscription, and never redirects', async () => {
    for (const token of [`g1${'x'.repeat(43)}`, `u1${'x'.repeat(43)}`, 'x', '%00', 'g1']) {
      expect((await push(door.url, token, {})).status).toBe(404)
    }
    expect((await push(door.url, `${open}/`, {})).status).toBe(201)
    expect((await call(door.url, { path: '/wp/', raw: '' })).status).toBe(404)
  })

  it('answers 401 to a sender without VAPID if the token was not registered for Web Push', async () => {
    const token = await registerApp(door.url, { as: await registerClient(door.url) })
    const refused = await push(door.url, token, {})
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'vapid'])
    const { webPush } = door.settings
    door.settings.webPush = { ...webPush, openToAll: true }
    expect((await push(door.url, token, {})).status).toBe(201)
    door.settings.webPush = webPush
  })

  it('refuses messages with 503 and a waiting time while the server drains', async () => {
    const draining = await openBareDoor()
    draining.services.drain()
    const raw = new Uint8Array()
    const refused = await call(draining.url, { path: `/wp/${open}`, raw, headers: { ttl: '0' } })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    await draining.close()
  })
})
