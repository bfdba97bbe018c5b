import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { registerClientApp } from '#server/core/registrations/register-client-app.ts'
import { call } from '#server/testing/api-caller.ts'
import {
  PushVendor,
  type VendorAnswer,
  type VendorMessage,
  type VendorSubscription,
} from '#server/testing/push-vendor.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

/** `npm run test:push-services` runs the long form. */
const MEMBERS = Number(process.env.TEST_PUSH_MEMBERS ?? '20')
const NOTIFICATIONS = MEMBERS > 100 ? 20 : 6
/** Members that register at once, so that they share commits. */
const AT_ONCE = 50
const TTL_SECONDS = 2_419_200
/** Every tenth member loses its subscription in the middle. */
const LOSES = 10

/** Every seventh member has a push service whose TLS fails. */
const UNREACHABLE = 7

type Member = {
  subscription: VendorSubscription
  journal: Set<number>
  isLost: boolean
  isUnreachable: boolean
}

/**
 * The moods of four push services. Each accepts a message in the end, unless the subscription is lost. An answer that
 * closes the whole push service for a while costs the test a round of waiting, so few messages get one.
 */
const MOODS: readonly ((turn: number) => VendorAnswer)[] = [
  () => ({ status: 201 }),
  (turn) => (turn % 25 === 5 ? { status: 429, headers: { 'retry-after': '20' } } : { status: 201 }),
  (turn) =>
    (['hangUp', 'halfClose', 'silence', { status: 503 }, { status: 500 }] as const)[(turn - 1) % 40] ?? {
      status: 201,
    },
  (turn) => {
    if (turn % 11 === 0) return { status: turn % 2 === 0 ? 400 : 403, text: 'not now' }
    return turn % 6 === 0 ? { status: 413 } : { status: 201, milliseconds: 50 }
  },
]

const clock = new SkippingClock()
const members = new Map<string, Member>()
const vendors: PushVendor[] = []
/** Workers that are about to confirm. */
let confirming = 0
let server: TestServer
let token = ''
beforeAll(async () => {
  server = await startTestServer({ clock, env: { AOI_OUTBOUND_ALLOW: '127.0.0.1' } })
  for (const mood of MOODS) vendors.push(await openVendor(mood))
  for (let first = 0; first < MEMBERS; first += AT_ONCE) {
    const next = Array.from({ length: Math.min(AT_ONCE, MEMBERS - first) }, (_, place) => first + place)
    for (const made of await Promise.all(next.map(addMember))) token = made
  }
}, 600_000)
afterAll(async () => {
  await server.stop()
  await Promise.all(vendors.map((vendor) => vendor.close()))
})

test('no answer of a push service loses a notification, and the outcomes always add up', async () => {
  const key = await server.createKey('com.example.chat')
  const unreachable = [...members.values()].filter(({ isUnreachable }) => isUnreachable)
  const ids: string[] = []
  for (let n = 0; n < NOTIFICATIONS; n += 1) ids.push(await send(key, n))
  const read = (id: string) => readStatus(id, key)
  const isDone = async () => {
    const counts = await Promise.all(ids.map(read))
    for (const { recipients, acked, pending, expired } of counts) {
      expect(Number(acked) + Number(pending) + Number(expired)).toBe(recipients)
    }
    return counts.every(({ pending }) => pending === unreachable.length)
  }
  let before = -1
  while (!(await isDone())) {
    const received = vendors.reduce((sum, vendor) => sum + vendor.received.length, 0)
    // Only time in which the server waits for a push service that asked for it: a write under way would seem endless.
    if (received === before && confirming === 0) clock.skip(300_000)
    before = received
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  for (const { journal, isLost, isUnreachable } of members.values())
    if (isUnreachable) expect(journal.size).toBe(0)
    else if (!isLost) expect([...journal].sort((a, b) => a - b)).toEqual(ids.map((_, place) => place + 1))
  const lost = [...members.values()].filter(({ isLost }) => isLost).length
  const counts = await Promise.all(ids.map(read))
  const acked = [...members.values()].reduce((sum, { journal }) => sum + journal.size, 0)
  expect(counts.reduce((sum, count) => sum + Number(count.acked), 0)).toBeLessThanOrEqual(acked)
  expect(await server.countMembers(token)).toBe(MEMBERS - lost)
  clock.skip((TTL_SECONDS + LIMITS.pushLateConfirmationSeconds) * 1000)
  for (const { recipients, acked: had, expired, pending } of await Promise.all(ids.map(read))) {
    expect(pending).toBe(0)
    expect(Number(had) + Number(expired)).toBe(recipients)
    expect(expired).toBeGreaterThanOrEqual(unreachable.length)
  }
}, 1_200_000)

async function send(key: string, payload: number): Promise<string> {
  const body = { messageType: 'notificationReq', clientAppToken: token, payload, ttl: TTL_SECONDS }
  const headers = { 'idempotency-key': `storm ${payload}` }
  const ask = () => call(server.url, { path: '/api/v1/notifications', key, body, headers })
  return String((await twice(ask)).body.notificationId)
}

/** A busy server refuses to answer for a while, but never answers with wrong counts. */
async function readStatus(id: string, key: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { status, body, text } = await twice(() =>
      call(server.url, { path: `/api/v1/notifications/${id}`, key }),
    )
    if (status === 200) return body
    if (status !== 503) throw new Error(text)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** A busy process closes kept connections just when the next request takes one. */
function twice<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  return ask().catch(ask)
}

async function openVendor(mood: (turn: number) => VendorAnswer): Promise<PushVendor> {
  const vendor = await PushVendor.open()
  let turn = 0
  vendor.answer = (message) => {
    const member = members.get(message.id)
    if (member?.isLost === true && member.journal.size >= NOTIFICATIONS / 2) return { status: 410 }
    turn += 1
    const answer = mood(turn)
    const isTaken = typeof answer === 'string' || answer.status === 201
    if (isTaken && member !== undefined) void receive(member, { ...message, status: 201 })
    return answer
  }
  return vendor
}

/** The worker of a member: journal first, then the confirmation, sometimes late and sometimes twice. */
async function receive(member: Member, message: VendorMessage): Promise<void> {
  const { aoi } = (await member.subscription.open(message)).message
  member.journal.add(aoi.seq)
  confirming += 1
  const confirm = () => call(server.url, { method: 'POST', path: `/wp/deliveries/${aoi.link}` })
  if (aoi.seq % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 30))
  await confirm().catch(() => undefined)
  if (aoi.seq % 5 === 0) await confirm().catch(() => undefined)
  confirming -= 1
}

async function addMember(n: number): Promise<string> {
  const vendor = vendors[n % vendors.length]
  if (vendor === undefined) throw new Error('no vendor')
  const { context } = server.services
  const { aoiClientId } = await registerAoiClient(context, {})
  const subscription = vendor.subscribe()
  const isUnreachable = n % UNREACHABLE === 3
  const isLost = n % LOSES === 0 && !isUnreachable
  members.set(subscription.id, { subscription, journal: new Set(), isLost, isUnreachable })
  // The vendor speaks no TLS.
  const endpoint = subscription.element.endpoint.replace('http:', isUnreachable ? 'https:' : 'http:')
  const { registration } = await registerClientApp(context, {
    ...{ aoiClientId, applicationName: 'com.example.chat', tokenSeed: 'the seed of the storm' },
    subscription: { ...subscription.element, endpoint },
  })
  return registration.clientAppToken
}
