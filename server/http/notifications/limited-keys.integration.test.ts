import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeyLimits } from '#protocol/key-limits.ts'
import { createApiKey } from '#server/core/server-applications/create-api-key.ts'
import { rotateApiKey } from '#server/core/server-applications/rotate-api-key.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, signInAs } from '#server/testing/dashboard-caller.ts'

let door: BareDoor
let own: string
let other: string
beforeAll(async () => {
  door = await openBareDoor()
  const as = await registerClient(door.url)
  own = await registerApp(door.url, { as })
  other = await registerApp(door.url, { as })
}, 60_000)
afterAll(() => door.close())

let made = 0
async function createKey(limits: KeyLimits): Promise<string> {
  made += 1
  const input = { actor: 'test', name: `limited ${made}`, grants: ['com.example.chat'], limits }
  return (await createApiKey(door.services.context, input)).key
}

const send = (key: string, elements: object, headers: Record<string, string> = {}) =>
  call(door.url, {
    ...{ path: '/api/v1/notifications', key, headers },
    body: { messageType: 'notificationReq', clientAppToken: own, payload: 1, ...elements },
  })

/** Asks every door that takes the id of a notification. */
async function askAbout(key: string, id: string): Promise<number[]> {
  const path = `/api/v1/notifications/${id}`
  const answers = [
    await call(door.url, { path, key }),
    await call(door.url, { path: `${path}/deliveries`, key }),
    await call(door.url, { path: `${path}?until=first`, key, headers: { prefer: 'wait=1' } }),
    await call(door.url, { method: 'DELETE', path, key }),
  ]
  return answers.map(({ status }) => status)
}

describe('an API key that is limited to tokens', () => {
  it('sends to these alone, and the refusal names the element', async () => {
    const key = await createKey({ tokens: [own] })
    expect((await send(key, {})).status).toBe(201)
    const refused = await send(key, { clientAppToken: other })
    expect(refused).toMatchObject({
      status: 403,
      body: {
        reason: 'apiKeyTokens',
        desc: 'clientAppToken: the API key is limited to 1 tokens, and this is none of them',
      },
    })
    const many = await send(key, { clientAppToken: undefined, clientAppTokens: [own, other] })
    expect(many.body.results).toMatchObject([{ code: '200' }, { code: '403' }])
  })

  it('lists, reads and cancels only notifications of its tokens', async () => {
    const key = await createKey({ tokens: [own] })
    const sent = await Promise.all(
      [own, other].map((clientAppToken) => send(door.keys.chat, { clientAppToken })),
    )
    const [mine, theirs] = sent.map(({ body }) => String(body.notificationId))
    expect(await askAbout(key, mine ?? '')).toEqual([200, 200, 200, 204])
    expect(await askAbout(key, theirs ?? '')).toEqual([404, 404, 404, 404])
    const { body } = await call(door.url, { path: '/api/v1/tokens', key })
    expect(body.tokens).toMatchObject([{ clientAppToken: own }])
  })
})

describe('an API key that is limited to topics', () => {
  it('sends with these alone, and never without one', async () => {
    const key = await createKey({ topics: ['alarm', 'door'] })
    expect((await send(key, { topic: 'door' })).status).toBe(201)
    for (const elements of [{ topic: 'other' }, {}]) {
      const refused = await send(key, elements)
      expect(refused).toMatchObject({
        status: 403,
        body: { reason: 'apiKeyTopics', desc: 'topic: the API key is limited to the topics alarm, door' },
      })
    }
  })

  it('reads and cancels only notifications with its topics', async () => {
    const key = await createKey({ topics: ['alarm'] })
    const sent = await Promise.all(
      ['alarm', 'other', undefined].map((topic) => send(door.keys.chat, { topic })),
    )
    const [mine, ...theirs] = sent.map(({ body }) => String(body.notificationId))
    expect(await askAbout(key, mine ?? '')).toEqual([200, 200, 200, 204])
    for (const id of theirs) expect(await askAbout(key, id)).toEqual([404, 404, 404, 404])
  })
})

describe('an API key with its own rate and quota', () => {
  it('is refused with 429 and the name of the limit after its requests of the minute, other keys not', async () => {
    const key = await createKey({ requestsPerMinute: 3 })
    const ask = (by: string) => call(door.url, { path: '/api/v1/tokens', key: by })
    expect([(await ask(key)).status, (await ask(key)).status, (await send(key, {})).status]).toEqual([
      ...[200, 200, 201],
    ])
    const refused = await send(key, {})
    expect(refused).toMatchObject({ status: 429, body: { reason: 'apiKeyRequestsPerMinute' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await ask(door.keys.chat)).status).toBe(200)
    expect(door.services.context.limitWatch.list(20)).toContainEqual(
      expect.objectContaining({ limit: 'apiKeyRequestsPerMinute' }),
    )
  })

  it('stores no notification over its quota of the day, and repeats the answer of an earlier one', async () => {
    const key = await createKey({ notificationsPerDay: 2 })
    const first = await send(key, {}, { 'idempotency-key': 'the first of two' })
    const many = { clientAppToken: undefined, clientAppTokens: [own, other] }
    const refused = await send(key, many)
    expect(refused).toMatchObject({ status: 429, body: { reason: 'apiKeyNotificationsPerDay' } })
    expect(refused.body.desc).toMatch(
      /^apiKeyNotificationsPerDay: the API key may send 2 notifications a day/,
    )
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await send(key, {})).status).toBe(201)
    expect((await send(key, {})).status).toBe(429)
    const again = await send(key, {}, { 'idempotency-key': 'the first of two' })
    expect([again.status, again.body.notificationId]).toEqual([201, first.body.notificationId])
    expect((await call(door.url, { path: '/api/v1/tokens', key })).status).toBe(200)
  })
})

describe('the limits of an API key', () => {
  it('are set on the dashboard, shown there without whole tokens, and kept by a rotation', async () => {
    const as = await signInAs(door, 'admin')
    const limits = { tokens: [own], topics: ['alarm'], requestsPerMinute: 10, notificationsPerDay: 20 }
    const body = { name: 'on the dashboard', grants: ['com.example.chat'], ...limits }
    const created = await (await callDashboard(door, { operation: 'createApiKey', as, body })).json()
    const { context } = door.services
    await rotateApiKey(context, { actor: 'test', id: created.id, overlapSeconds: 60 })
    const query = { name: 'on the dashboard' }
    const listed = await callDashboard(door, { operation: 'listServerApplications', as, query })
    const text = await listed.text()
    const { tokens, ...shown } = { ...limits, tokenFingerprints: [tokenFingerprint(own)] }
    expect(JSON.parse(text).rows[0].keys).toMatchObject([shown, shown])
    expect(text).not.toContain(tokens[0])
  })
})
