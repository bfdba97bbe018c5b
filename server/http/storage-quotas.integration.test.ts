import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { useSchema } from '#protocol/dashboard/use.ts'
import { readEnv } from '#server/env.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, signInAs } from '#server/testing/dashboard-caller.ts'
import { push, registerForPush } from '#server/testing/push-door.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'
import { buildServices, NO_HUB } from '../build-services.ts'

/** Three notifications of 1,000 bytes fit in their stored form, and a fourth does not. */
const ROOM = {
  one: String(3 * (1400 + LIMITS.storedNotificationBytes)),
  two: String(5 * (1400 + LIMITS.storedNotificationBytes)),
}
const BODY = new Uint8Array(1000)

let door: BareDoor
beforeAll(async () => {
  door = await openBareDoor({
    variables: {
      AOI_TRUSTED_PROXIES: '1',
      AOI_QUOTA_APPLICATION_BYTES: ROOM.one,
      AOI_QUOTA_TOKEN_BYTES: ROOM.one,
      AOI_QUOTA_SENDER_NETWORK_BYTES: ROOM.two,
    },
  })
})
afterAll(() => door.close())

const from = (address: string) => ({ raw: BODY, 'x-forwarded-for': address })

async function pushUntilRefused(token: string, given: Parameters<typeof push>[2]) {
  for (let accepted = 0; accepted < 20; accepted += 1) {
    const answered = await push(door.url, token, given)
    if (answered.status !== 201) return { accepted, answered }
  }
  throw new Error('nothing was refused')
}

test('a stranger who fills a token and the own address is told the quota, and no other sender is refused', async () => {
  const tokens = [
    await registerForPush(door.url, { webPush: true }),
    await registerForPush(door.url, { webPush: true }),
  ]
  const [one = '', two = ''] = tokens
  const stranger = from('203.0.113.8')
  const first = await pushUntilRefused(one, stranger)
  expect(first.accepted).toBe(3)
  expect(first.answered).toMatchObject({
    status: 429,
    body: { code: '429', reason: 'tokenQuotaBytes', retryAfter: 3600 },
  })
  expect(first.answered.headers.get('retry-after')).toBe('3600')
  expect(first.answered.body.desc).toMatch(
    /^tokenQuotaBytes: this token must wait until older notifications are removed/,
  )
  const second = await pushUntilRefused(two, stranger)
  expect(second).toMatchObject({
    accepted: 2,
    answered: { status: 429, body: { reason: 'senderNetworkQuotaBytes' } },
  })
  expect((await push(door.url, two, from('203.0.113.9'))).status).toBe(201)
  const sender = makeVapidSender()
  const bound = await registerForPush(door.url, { vapidKey: sender.publicKey })
  const known = { ...stranger, authorization: sender.authorize(door.url) }
  expect((await push(door.url, bound, known)).status).toBe(201)

  const viewer = await signInAs(door, 'viewer')
  const answered = await callDashboard(door, {
    operation: 'readUse',
    as: viewer,
    query: { unit: 'senderNetwork' },
  })
  const use = useSchema.parse(await answered.json())
  expect(use.rows).toMatchObject([
    { key: '203.0.113.8', notifications: 5, quotaBytes: Number(ROOM.two) },
    { key: '203.0.113.9', notifications: 1 },
  ])
  expect(use.total.notifications).toBe(7)
  expect(use.refusals).toContainEqual(
    expect.objectContaining({ limit: 'senderNetworkQuotaBytes', party: 'address 203.0.113.8', refused: 1 }),
  )
})

test('a homeserver is not told to drop a pushkey that is over its quota', async () => {
  const full = await registerForPush(door.url, { webPush: true })
  const free = await registerForPush(door.url, { webPush: true })
  await pushUntilRefused(full, from('198.51.100.1'))
  const notify = (to: readonly string[]) =>
    call(door.url, {
      path: '/_matrix/push/v1/notify',
      body: {
        notification: {
          content: 'x'.repeat(1000),
          devices: to.map((token) => ({ pushkey: `${door.url}/wp/${token}` })),
        },
      },
    })
  expect(await notify([full])).toMatchObject({ status: 429, body: { reason: 'tokenQuotaBytes' } })
  expect(await notify([full, free])).toMatchObject({ status: 200, body: { rejected: [] } })
})

test('an API key’s request over its quota is refused whole, and can be repeated once there is room', async () => {
  const { context } = door.services
  const as = await registerClient(door.url)
  const clientAppToken = await registerApp(door.url, { as })
  const post = (payload: string, key: string) =>
    call(door.url, {
      path: '/api/v1/notifications',
      key: door.keys.chat,
      body: { messageType: 'notificationReq', clientAppToken, payload },
      headers: { 'idempotency-key': key },
    })
  const ids: string[] = []
  for (let index = 0; index < 3; index += 1)
    ids.push(String((await post('x'.repeat(1398), `fits ${index}`)).body.notificationId))
  const refused = await post('x', 'too much')
  expect(refused).toMatchObject({
    status: 429,
    body: { messageType: 'notificationRes', code: '429', reason: 'applicationQuotaBytes', retryAfter: 3600 },
  })
  await context.dashboard.erasePayloads({ ids, at: context.clock.now() })
  const repeated = await post('x', 'too much')
  expect(repeated.status).toBe(201)
  expect((await post('x', 'too much')).body.notificationId).toBe(repeated.body.notificationId)
})

test('quotas hold after a restart', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'aoi-'))
  const variables = {
    ...{ AOI_DATA_DIR: dataDirectory, AOI_LOG_LEVEL: 'silent', AOI_QUOTA_TOKEN_BYTES: ROOM.one },
  }
  const before = await openBareDoor({ variables })
  const token = await registerForPush(before.url, { webPush: true })
  for (let index = 0; index < 2; index += 1) await push(before.url, token, { raw: BODY })
  await before.close()
  const { services } = await buildServices(readEnv(variables), { makeHub: () => NO_HUB })
  const { context } = services
  const submit = () =>
    context.submissions.submit({
      ...{
        serverApplicationId: 'web-push',
        address: '127.0.0.1',
        webPush: { openToAll: false },
        acceptedAt: Date.now(),
      },
      notifications: [
        {
          id: crypto.randomUUID(),
          clientAppToken: token,
          payload: 'x'.repeat(1350),
          ttlSeconds: 60,
          urgency: 'normal',
        },
      ],
    })
  expect(await submit()).toMatchObject({ results: [{ outcome: 'accepted' }] })
  expect(await submit()).toMatchObject({ results: [{ outcome: 'overQuota', party: { unit: 'token' } }] })
  await context.store.close()
  await rm(dataDirectory, { recursive: true })
})
