import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'

const SEED = 'a seed with a subscription'
const point = makeVapidSender().publicKey
const subscription = {
  endpoint: 'https://push.example.com/wp/one',
  expirationTime: null,
  keys: { p256dh: point, auth: 'A'.repeat(22) },
}
type Client = { aoiClientId: string; aoiClientSecret: string }

let door: BareDoor
let alice: Client
beforeAll(async () => {
  door = await openBareDoor()
  alice = await registerClient(door.url)
}, 60_000)
afterAll(async () => door.close())

describe('the key of the server', () => {
  it('is a point that every caller gets, and another one after a rotation', async () => {
    const first = await readKey()
    expect(await readKey()).toBe(first)
    const next = await door.services.context.pushMembers.keys.rotate()
    expect(await readKey()).toBe(next)
    expect(next).not.toBe(first)
    const old = await register(alice, { subscription: { ...subscription, applicationServerKey: first } })
    expect(old.status).toBe(200)
  })
})

describe('a registration with a subscription', () => {
  it('keeps it with the current key, and moves to another one', async () => {
    const made = await register(alice, { tokenSeed: SEED, subscription })
    expect(made.status).toBe(200)
    const token = String(made.body.clientAppToken)
    const expected = {
      ...{ endpoint: subscription.endpoint, keys: subscription.keys },
      ...{ vapidKey: await readKey(), declarative: false },
    }
    expect(await pushOf(token)).toEqual(expected)
    const again = { ...subscription, endpoint: 'https://push.example.com/wp/two', declarative: true }
    expect((await register(alice, { tokenSeed: SEED, subscription: again })).body.clientAppToken).toBe(token)
    expect(await pushOf(token)).toEqual({ ...expected, endpoint: again.endpoint, declarative: true })
    await register(alice, { tokenSeed: SEED })
    expect((await pushOf(token))?.endpoint).toBe(again.endpoint)
  })

  it('is given one, and loses it, by its AOI Client alone', async () => {
    const token = String((await register(alice, {})).body.clientAppToken)
    expect((await move(alice, token, subscription)).status).toBe(200)
    expect((await pushOf(token))?.endpoint).toBe(subscription.endpoint)
    const refused = await move(await registerClient(door.url), token, null)
    expect([refused.status, refused.body.desc]).toEqual([400, expect.stringContaining('clientAppToken')])
    expect((await move(alice, token, null)).status).toBe(200)
    expect(await pushOf(token)).toBeUndefined()
  })

  const long = `https://push.example.com/${'x'.repeat(LIMITS.pushEndpointBytes)}`
  it.each([
    ['endpoint', { endpoint: 'http://push.example.com/wp/one' }],
    ['endpoint', { endpoint: 'ftp://push.example.com/wp/one' }],
    ['endpoint', { endpoint: 'https://user:secret@push.example.com/wp/one' }],
    ['endpoint', { endpoint: 'https://push.example.com/wp/one#part' }],
    ['endpoint', { endpoint: 'https://push.example.com/a b' }],
    ['endpoint', { endpoint: long }],
    ['keys.p256dh', { keys: { ...subscription.keys, p256dh: `B${'A'.repeat(86)}` } }],
    ['keys.p256dh', { keys: { ...subscription.keys, p256dh: 'short' } }],
    ['keys.auth', { keys: { ...subscription.keys, auth: 'A'.repeat(21) } }],
    ['applicationServerKey', { applicationServerKey: point }],
    ['declarative', { declarative: 'yes' }],
    ['unknown', { unknown: 1 }],
  ])('is refused for %s, which the answer names (%#)', async (element, changed) => {
    const { status, body } = await register(alice, { subscription: { ...subscription, ...changed } })
    expect([status, body.desc]).toEqual([400, expect.stringContaining(element)])
    expect(String(body.desc)).toContain('subscription')
  })
})

async function readKey(): Promise<string> {
  return String((await call(door.url, { path: '/wp/vapid-key' })).body.applicationServerKey)
}

async function pushOf(clientAppToken: string) {
  const { store } = door.services.context
  const { rows } = await store.listRegistrations({ aoiClientId: alice.aoiClientId, limit: 100 })
  return rows.find((row) => row.clientAppToken === clientAppToken)?.push
}

function register(as: Client, elements: object) {
  const body = {
    ...{ messageType: 'clientAppRegistrationReq', aoiClientId: as.aoiClientId },
    ...{ ApplicationName: 'com.example.chat', ...elements },
  }
  return call(door.url, { path: '/api/v1/client-app-registrations', as, body })
}

function move(as: Client, token: string, to: object | null) {
  const path = `/api/v1/client-app-registrations/${token}/subscription`
  const body = { messageType: 'clientAppSubscriptionReq', subscription: to }
  return call(door.url, { method: 'PUT', path, as, body })
}
