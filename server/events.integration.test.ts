import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { removeWebhook, rotateWebhook } from '#server/core/events/webhooks/change-webhook.ts'
import { createWebhook } from '#server/core/events/webhooks/create-webhook.ts'
import { resendEvent, testWebhook } from '#server/core/events/webhooks/try-webhook.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { isSigned, openReceiver, type Received, readStream } from '#server/testing/events/receiver.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const APPLICATION = 'com.example.orders'

let server: TestServer
let key: string
let seeds = 0

beforeAll(async () => {
  server = await startTestServer({ env: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })
  key = await server.createKey(APPLICATION)
})
afterAll(() => server.stop())

async function newToken(ApplicationName = APPLICATION): Promise<string> {
  seeds += 1
  const as = await registerClient(server.url)
  return registerApp(server.url, {
    as,
    ApplicationName,
    tokenSeed: `the seed number ${seeds} of these tests`,
  })
}

/** Opens a receiver, and a webhook that leads there. */
async function openWebhook(types: ['notification.accepted'] | [] = []) {
  const receiver = await openReceiver()
  const { context } = server.services
  const { id, secret } = await createWebhook(context, {
    ...{ actor: 'test', name: 'orders', url: receiver.url, applications: [APPLICATION], types },
  })
  onTestFinished(async () => {
    await removeWebhook(context, { actor: 'test', id })
    await receiver.close()
  })
  return { receiver, id, secret, context }
}

async function sendMany(clientAppToken: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let payload = 0; payload < count; payload += 1)
    ids.push(await server.send({ key, clientAppToken, payload }))
  return ids
}

const notificationOf = ({ body }: Received) => JSON.parse(body).data.id as string

describe('a webhook', () => {
  it('gets every event in order and signed, although its receiver fails half of the time', async () => {
    const token = await newToken()
    const { receiver, secret } = await openWebhook(['notification.accepted'])
    let requests = 0
    receiver.answer = () => {
      requests += 1
      return [204, 500, 0, 204][requests % 4] ?? 204
    }
    const ids = await sendMany(token, 20)
    const taken = () => receiver.received.filter(({ status }) => status === 204)
    await expect.poll(() => taken().length, { timeout: 10_000 }).toBe(20)
    expect(taken().map(notificationOf)).toEqual(ids)
    expect(receiver.received.length).toBeGreaterThan(30)
    expect(receiver.received.filter((request) => !isSigned(request, secret))).toEqual([])
    const attempts = new Set(receiver.received.map(({ id, body }) => `${id} ${body}`))
    expect(attempts.size).toBe(20)
  })

  it('gets the life of a notification and of its members, and no event of another application', async () => {
    const { receiver } = await openWebhook()
    await newToken('com.example.other')
    const token = await newToken()
    const id = await server.send({ key, clientAppToken: token, payload: 1 })
    await call(server.url, { method: 'DELETE', path: `/api/v1/notifications/${id}`, key })
    await expect
      .poll(() => receiver.received.map(({ type }) => type))
      .toEqual(['member.joined', 'notification.accepted', 'notification.cancelled'])
    const [, accepted] = receiver.received.map(({ body }) => JSON.parse(body))
    expect(accepted).toMatchObject({ type: 'notification.accepted', data: { id, recipients: 1, seq: 1 } })
    expect(accepted.id).toBe(receiver.received[1]?.id)
  })

  it('is tested and resent by hand, and signs with both secrets after a rotation', async () => {
    const token = await newToken()
    const { receiver, id, secret, context } = await openWebhook()
    expect(await testWebhook(context, { actor: 'test', id })).toMatchObject({
      outcome: 'delivered',
      status: 204,
      attempt: 0,
    })
    expect(receiver.received[0]).toMatchObject({ type: 'webhook.test' })
    const rotated = await rotateWebhook(context, { actor: 'test', id, overlapSeconds: 60 })
    await sendMany(token, 1)
    await expect.poll(() => receiver.received.length).toBe(2)
    const [, accepted] = receiver.received
    receiver.answer = () => 503
    const again = await resendEvent(context, { actor: 'test', id, eventId: accepted?.id ?? '' })
    expect(again).toMatchObject({ outcome: 'answered', status: 503 })
    expect(receiver.received[2]?.body).toBe(accepted?.body)
    for (const request of receiver.received.slice(1)) {
      expect(request.signatures).toHaveLength(2)
      expect([isSigned(request, secret), isSigned(request, rotated.secret)]).toEqual([true, true])
    }
    await rotateWebhook(context, { actor: 'test', id, overlapSeconds: 0 })
    await testWebhook(context, { actor: 'test', id })
    expect(receiver.received[3]?.signatures).toHaveLength(1)
    expect((await context.events.webhooks.listAttempts(id)).map(({ type }) => type)).toContain('webhook.test')
  })

  it('whose receiver is gone is disabled, and continues when it is enabled', async () => {
    const token = await newToken()
    const { receiver, id, context } = await openWebhook()
    receiver.answer = () => 410
    await sendMany(token, 2)
    const find = () => context.events.webhooks.find(id)
    await expect.poll(async () => (await find())?.disabledReason).toBe('the receiver answered 410')
    receiver.answer = () => 204
    await context.events.webhooks.enable(id)
    await expect
      .poll(() => receiver.received.map(({ status }) => status), { timeout: 5000 })
      .toEqual([410, 204, 204])
    expect(receiver.received[1]?.id).toBe(receiver.received[0]?.id)
  })

  it('cannot lead to an address that the server refuses', async () => {
    const { context } = server.services
    const parts = { actor: 'test', name: 'inside', applications: [APPLICATION] }
    const create = (url: string) => createWebhook(context, { ...parts, url })
    await expect(create('http://169.254.169.254/latest/')).rejects.toMatchObject({ code: 'invalid' })
    await expect(create('http://127.0.0.2/')).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('the stream of events', () => {
  const bearer = () => ({ authorization: `Bearer ${key}` })

  it('continues after the last event that its reader has, also with events from before it came back', async () => {
    const token = await newToken()
    const sending = readStream(server.url, {
      ...{ headers: bearer(), isEnough: (streamed) => streamed.length >= 2 },
      onOpen: () => void sendMany(token, 2),
    })
    const first = await sending
    expect(first.map(({ event }) => event)).toEqual(['notification.accepted', 'notification.accepted'])
    const missed = await sendMany(token, 3)
    const rest = await readStream(server.url, {
      headers: { ...bearer(), 'last-event-id': first[0]?.id ?? '' },
      isEnough: (streamed) => streamed.length >= 4,
    })
    expect(rest[0]).toEqual(first[1])
    expect(rest.slice(1).map(({ data = '' }) => JSON.parse(data).data.id)).toEqual(missed)
  })

  it('shows no event of an application that the key may not address, and only the wanted types', async () => {
    const token = await newToken()
    let wanted = ''
    const seen = await readStream(server.url, {
      ...{ headers: bearer(), query: '?types=member.joined' },
      // The stream may begin with the member of before: an event gets its place some time after its commit.
      isEnough: (streamed) => streamed.some(({ data = '' }) => wanted !== '' && data.includes(wanted)),
      onOpen: async () => {
        await sendMany(token, 1)
        await newToken('com.example.other')
        wanted = await newToken()
        await newToken()
      },
    })
    const events = seen.map(({ data = '' }) => JSON.parse(data))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['member.joined']))
    expect(new Set(events.map(({ data }) => data.ApplicationName))).toEqual(new Set([APPLICATION]))
  })

  it('tells its reader which events are not kept any more', async () => {
    const { context } = server.services
    await sendMany(await newToken(), 1)
    await expect.poll(async () => (await context.events.store.readRange()).last).toBeGreaterThan(1)
    const seen = await readStream(server.url, {
      headers: { ...bearer(), 'last-event-id': 'another-epoch.7' },
      isEnough: (streamed) => streamed.length >= 1,
    })
    expect(seen[0]?.id).toMatch(/\.\d+$/)
    await context.store.sweep({ now: Date.now() + 10 ** 9, rows: 1000 })
    const gap = await readStream(server.url, {
      headers: { ...bearer(), 'last-event-id': `${context.store.epoch}.1` },
      isEnough: (streamed) => streamed.length >= 1,
    })
    const { last: to } = await context.events.store.readRange()
    expect(gap).toEqual([{ event: 'gap', data: JSON.stringify({ from: 2, to }) }])
  })

  it('is refused without a key, for a false id, and above its limit', async () => {
    const open = (headers: Record<string, string>) => call(server.url, { path: '/api/v1/events', headers })
    expect((await open({})).status).toBe(401)
    expect((await open({ ...bearer(), 'last-event-id': 'x' })).status).toBe(400)
    expect((await call(server.url, { path: '/api/v1/events?types=x', headers: bearer() })).status).toBe(400)
    expect((await call(server.url, { method: 'HEAD', path: '/api/v1/events', key })).status).toBe(200)
    expect(server.services.context.events.streams.taken).toBe(0)
    const leave = new AbortController()
    const { signal } = leave
    for (let stream = 0; stream < LIMITS.eventStreamsPerParty; stream += 1)
      await fetch(`${server.url}/api/v1/events`, { headers: bearer(), signal })
    const refused = await open(bearer())
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    leave.abort()
    await expect.poll(() => server.services.context.events.streams.taken).toBe(0)
  })
})
