import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint, LIMITS } from '#protocol'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, signInAs } from '#server/testing/dashboard-caller.ts'
import { push, registerForPush } from '#server/testing/push-door.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'

const [sender, stranger] = [makeVapidSender(), makeVapidSender()]
const { publicKey } = sender
const UNKNOWN = `g1${'x'.repeat(43)}`

let door: BareDoor
let unbound: string
let bound: string
beforeAll(async () => {
  door = await openBareDoor()
  unbound = await registerForPush(door.url)
  bound = await registerForPush(door.url, {
    vapidKey: publicKey,
    tokenSeed: 'a seed of the group',
    webPush: true,
  })
}, 60_000)
afterAll(async () => door.close())

describe('a bound token', () => {
  it('accepts only its own sender: 401 without VAPID, 403 for another key and for an API key', async () => {
    const mine = { authorization: sender.authorize(door.url) }
    expect((await push(door.url, bound, mine)).status).toBe(201)
    const none = await push(door.url, bound)
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'vapid'])
    expect((await push(door.url, bound, { authorization: stranger.authorize(door.url) })).status).toBe(403)
  })

  it('can only be made for a key on the curve P-256', async () => {
    const off = `B${'A'.repeat(86)}`
    await expect(registerForPush(door.url, { vapidKey: off })).rejects.toThrow('vapidKey')
  })
})

describe('VAPID', () => {
  const jwt = () => sender.jwt({ aud: door.url })

  it('is accepted in any order, case, padding and quoting, and in the form of the drafts', async () => {
    const legacy = { 'crypto-key': `p256ecdsa=${publicKey}` }
    const along = { 'crypto-key': `dh=abc; p256ecdsa="${publicKey}"` }
    for (const headers of [
      { authorization: `vapid t=${jwt()}, k=${publicKey}` },
      { authorization: `Vapid k=${publicKey}=,t=${jwt()}` },
      { authorization: `vapid k="${publicKey}" ; t="${jwt()}"` },
      { authorization: `WebPush ${jwt()}`, ...legacy },
      { authorization: `Bearer ${jwt()}`, ...legacy },
      { authorization: `WebPush ${jwt()}`, ...along },
    ]) {
      expect([headers, (await push(door.url, unbound, headers)).status]).toEqual([headers, 201])
    }
  })

  it('must name this server as its audience: 403 for another audience, for any subscription', async () => {
    for (const aud of ['https://elsewhere.example', `${door.url}/wp/x`, '', undefined, 7, []]) {
      const authorization = `vapid t=${sender.jwt({ aud })}, k=${publicKey}`
      expect([aud, (await push(door.url, unbound, { authorization })).status]).toEqual([aud, 403])
    }
    const both = sender.jwt({ aud: ['https://elsewhere.example', door.url] })
    expect((await push(door.url, unbound, { authorization: `vapid t=${both}, k=${publicKey}` })).status).toBe(
      201,
    )
  })

  it('is valid for at most 24 hours and not after its expiry, with a minute of tolerance', async () => {
    const now = Math.floor(Date.now() / 1000)
    const statuses = []
    for (const exp of [now + 86_400, now - 50, now + 86_400 + 300, now - 300, undefined, 'soon']) {
      const authorization = `vapid t=${sender.jwt({ aud: door.url, exp })}, k=${publicKey}`
      statuses.push((await push(door.url, unbound, { authorization })).status)
    }
    expect(statuses).toEqual([201, 201, 403, 403, 403, 403])
  })

  it('must use another key than the encryption: 400 for the same key', async () => {
    const authorization = sender.authorize(door.url)
    const point = Buffer.from(publicKey, 'base64url')
    const raw = new Uint8Array(Buffer.concat([Buffer.alloc(20), Buffer.of(65), point, Buffer.alloc(20)]))
    const legacy = { 'content-encoding': 'aesgcm', encryption: 'salt=a', 'crypto-key': `dh=${publicKey}=` }
    for (const headers of [{ 'content-encoding': 'aes128gcm', raw }, legacy]) {
      expect((await push(door.url, unbound, { ...headers, authorization })).status).toBe(400)
      expect(
        (await push(door.url, unbound, { ...headers, authorization: stranger.authorize(door.url) })).status,
      ).toBe(201)
    }
  })

  it('may omit the sender’s contact', async () => {
    const authorization = `vapid t=${sender.jwt({ aud: door.url, sub: undefined })}, k=${publicKey}`
    expect((await push(door.url, unbound, { authorization })).status).toBe(201)
  })

  it('must be signed by ES256 with the key that it names', async () => {
    const [head = '', claims = '', signature = ''] = jwt().split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    for (const wrong of [
      `vapid t=${stranger.jwt({ aud: door.url })}, k=${publicKey}`,
      `vapid t=${none}.${claims}., k=${publicKey}`,
      `vapid t=${sender.jwt({ aud: door.url }, { alg: 'HS256' })}, k=${publicKey}`,
      `vapid t=${head}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}, k=${publicKey}`,
      `vapid t=${jwt()}, k=B${'A'.repeat(86)}`,
      `vapid t=${jwt()}, k=`,
      `vapid t=${jwt()}`,
      `vapid k=${publicKey}`,
      `vapid t=${'a'.repeat(LIMITS.vapidTokenBytes + 1)}, k=${publicKey}`,
      `WebPush ${jwt()}`,
      'Bearer x',
    ]) {
      const { status, text } = await push(door.url, unbound, { authorization: wrong })
      expect([wrong, status]).toEqual([wrong, 403])
      expect(text).not.toContain(publicKey)
    }
  })

  it('with a fault does not hide that a subscription is unknown', async () => {
    expect((await push(door.url, UNKNOWN, { authorization: 'vapid t=x, k=y' })).status).toBe(404)
    expect((await push(door.url, UNKNOWN, { authorization: sender.authorize(door.url) })).status).toBe(404)
  })

  it('of another scheme counts as missing', async () => {
    expect((await push(door.url, unbound, { authorization: 'Basic YTpi' })).status).toBe(401)
    expect((await push(door.url, unbound, { authorization: 'key=abc' })).status).toBe(401)
  })
})

describe('a refusal', () => {
  it('logs a fingerprint, and neither token nor key', async () => {
    const logged: unknown[] = []
    const keep = (...line: unknown[]) => void logged.push(line)
    const log = { debug: keep, info: keep, warn: keep, error: keep }
    const loud = await openBareDoor({
      change: (services) => ({ ...services, context: { ...services.context, log } }),
    })
    const token = await registerForPush(loud.url, { vapidKey: publicKey })
    await push(loud.url, token)
    await push(loud.url, token, { authorization: stranger.authorize(loud.url) })
    await loud.close()
    const text = JSON.stringify(logged)
    expect(text.match(new RegExp(`"token":"${fingerprint(token)}"`, 'g'))).toHaveLength(2)
    for (const secret of [token, publicKey, stranger.publicKey]) expect(text).not.toContain(secret)
  })
})

describe('the operators', () => {
  it('see each sender as a Server Application, by its contact and its fingerprint', async () => {
    await push(door.url, unbound, { authorization: sender.authorize(door.url) })
    await push(door.url, await registerForPush(door.url, { webPush: true }))
    const as = await signInAs(door, 'viewer')
    const listed = await (await callDashboard(door, { operation: 'listServerApplications', as })).json()
    const names = (listed as { rows: { name: string }[] }).rows.map(({ name }) => name)
    expect(names).toContain('Web Push without VAPID')
    expect(names).toContainEqual(expect.stringMatching(/^push@sender\.example \(VAPID [0-9a-f]{6}\)$/))
    const sent = await (await callDashboard(door, { operation: 'listNotifications', as })).json()
    expect(JSON.stringify(sent)).toContain('push@sender.example (VAPID')
  })

  it('see a limited number of senders by name', async () => {
    const { store, dashboard } = door.services.context
    const [createdAt, atMost] = [Date.now(), 1]
    await store.nameServerApplication({ id: 'web-push-a', name: 'one too many', createdAt, atMost })
    const asked = { limit: 100, name: 'one too many', now: createdAt }
    expect((await dashboard.listServerApplications(asked)).rows).toEqual([])
    await store.nameServerApplication({ id: 'web-push-a', name: 'one too many', createdAt, atMost: 99 })
    expect((await dashboard.listServerApplications(asked)).rows).toHaveLength(1)
  })
})

describe('an address that sends only invalid JWTs', () => {
  it('gets 429 after its limit, and is still accepted with a valid one', async () => {
    const strict = await openBareDoor({ limits: { ...LIMITS, failedSignInsPerAddressPerMinute: 1 } })
    const token = await registerForPush(strict.url)
    const wrong = { authorization: 'vapid t=x, k=y' }
    expect((await push(strict.url, token, wrong)).status).toBe(403)
    const limited = await push(strict.url, token, wrong)
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await push(strict.url, token, { authorization: sender.authorize(strict.url) })).status).toBe(201)
    await strict.close()
  })
})

describe('messages over the rate', () => {
  it.each(['pushesPerTokenPerSecond', 'pushesPerSenderPerSecond', 'pushesPerAddressPerSecond'] as const)(
    'get 429 by %s, with a waiting time',
    async (limit) => {
      const strict = await openBareDoor({ limits: { ...LIMITS, [limit]: 1 } })
      const token = await registerForPush(strict.url)
      const authorization = sender.authorize(strict.url)
      const sent = await Promise.all([1, 2, 3, 4].map(() => push(strict.url, token, { authorization })))
      const limited = sent.filter(({ status }) => status === 429)
      expect(limited.length).toBeGreaterThan(0)
      expect(limited[0]?.headers.get('retry-after')).toBe('1')
      await strict.close()
    },
  )
})
