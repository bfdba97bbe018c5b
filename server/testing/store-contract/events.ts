import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { StoredEvent } from '#server/core/events/event-store.ts'
import type { NewWebhook } from '#server/core/events/webhooks/webhook-store.ts'
import {
  ack,
  addMember,
  type ContractStore,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
  send,
  WEATHER,
} from './actors.ts'

const NODE = 'node-one'

function newWebhook(parts: Partial<NewWebhook> = {}): NewWebhook {
  return {
    ...{ id: randomBytes(8).toString('hex'), name: 'orders', url: 'https://hooks.example/aoi' },
    ...{ applications: [WEATHER], types: [], createdBy: 'ada', createdAt: START },
    ...parts,
  }
}

async function wantEvents(store: ContractStore, parts: Partial<NewWebhook> = {}): Promise<NewWebhook> {
  const webhook = newWebhook(parts)
  expect(await store.webhooks.create(webhook)).toBe('created')
  return webhook
}

/** Numbers all events, and returns those after `after`. */
async function readEvents(store: ContractStore, after = 0): Promise<StoredEvent[]> {
  expect(await store.events.takeLease({ nodeId: NODE, now: START, endsAt: START + 1000 })).toBe(true)
  while ((await store.events.number({ nodeId: NODE, rows: 100 })) > 0);
  return store.events.read({ after, rows: 1000 })
}

const typesOf = (events: readonly StoredEvent[]) => events.map(({ type }) => type)
const dataOf = (event: StoredEvent | undefined) => JSON.parse(event?.data ?? '{}') as Record<string, unknown>

/** The outbox of events, and the webhooks that want them. */
export function describeEvents(it: StoreTest): void {
  describe('the outbox of events', () => {
    it('records nothing while nobody wants the events of an application', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      await wantEvents(store, { applications: ['com.example.other', 'com.example.w'] })
      await send(store, { clientAppToken })
      expect(await readEvents(store)).toEqual([])
    })

    it('records the life of a notification and of its members, in order', async ({ store }) => {
      await wantEvents(store, { applications: ['com.example.*'] })
      const clientAppToken = newTokenName()
      const [one, two] = [
        await addMember(store, { clientAppToken }),
        await addMember(store, { clientAppToken }),
      ]
      const { id, seq } = await send(store, { clientAppToken, topic: 'rain' })
      await ack(store, one, { toSeq: seq })
      await ack(store, two, { toSeq: seq })
      const { id: cancelled } = await send(store, { clientAppToken })
      await store.cancelNotification({ id: cancelled, at: START + 1 })
      await store.cancelNotification({ id: cancelled, at: START + 2 })
      await store.deregister({ aoiClientId: one.aoiClientId, clientAppToken, at: START })
      await store.endAoiClient({ id: two.aoiClientId, at: START })
      const events = await readEvents(store)
      expect(typesOf(events)).toEqual([
        ...['member.joined', 'member.joined', 'notification.accepted', 'notification.firstAcked'],
        ...['notification.allAcked', 'notification.accepted', 'notification.cancelled'],
        ...['member.left', 'member.left'],
      ])
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
      expect(dataOf(events[2])).toEqual({
        ...{ id, clientAppToken, ApplicationName: WEATHER, seq, topic: 'rain', recipients: 2, acked: 0 },
        acceptedAt: new Date(START).toISOString(),
        expiresAt: new Date(START + 3_600_000).toISOString(),
      })
      expect(dataOf(events[3])).toMatchObject({ id, recipients: 2, acked: 1 })
      expect(dataOf(events[4])).toMatchObject({ id, recipients: 2, acked: 2 })
      expect(dataOf(events[6])).toMatchObject({ id: cancelled, acked: 0 })
      const left = { registrationId: String(two.registrationId), clientAppToken, ApplicationName: WEATHER }
      expect(dataOf(events[8])).toEqual(left)
      expect(await store.events.find(events[8]?.eventId ?? '')).toEqual(events[8])
      expect(await store.events.readRange()).toEqual({ first: 1, last: 9 })
    })

    it('records one event for many acks of one flush', async ({ store }) => {
      await wantEvents(store, { types: ['notification.allAcked'] })
      const clientAppToken = newTokenName()
      const members = [await addMember(store, { clientAppToken }), await addMember(store, { clientAppToken })]
      await send(store, { clientAppToken })
      const { seq } = await send(store, { clientAppToken })
      const { last } = { last: (await readEvents(store)).length }
      await store.moveCursors(
        members.map(({ registrationId, tokenId }) => ({
          ...{ registrationId, tokenId, sessionNumber: 0, fromSeq: 0, toSeq: seq, gaps: [], at: START },
        })),
      )
      expect(typesOf(await readEvents(store, last))).toEqual([
        ...['notification.firstAcked', 'notification.allAcked'],
        ...['notification.firstAcked', 'notification.allAcked'],
      ])
    })

    it('tells an idempotent request once', async ({ store }) => {
      await wantEvents(store)
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const request = requestOf([notificationTo(clientAppToken)], {
        idempotency: { key: 'k', bodyHash: 'h' },
      })
      await store.append([request])
      await store.append([request])
      expect(typesOf(await readEvents(store))).toEqual(['member.joined', 'notification.accepted'])
    })

    it('records each notification that expires before all members have it, once', async ({ store }) => {
      await wantEvents(store)
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const acked = await send(store, { clientAppToken, ttlSeconds: 1 })
      await ack(store, member, { toSeq: acked.seq })
      const lost: string[] = []
      for (let count = 0; count < 5; count += 1)
        lost.push((await send(store, { clientAppToken, ttlSeconds: 1 })).id)
      await send(store, { clientAppToken, ttlSeconds: 60 })
      const { last } = { last: (await readEvents(store)).length }
      const expire = (before: number) => store.events.expire({ nodeId: NODE, before, rows: 2 })
      expect(await expire(START + 1000)).toBe(false)
      while (await expire(START + 2000));
      await expire(START + 2000)
      const events = await readEvents(store, last)
      expect(typesOf(events)).toEqual(lost.map(() => 'notification.expired'))
      expect(events.map((event) => dataOf(event).id).sort()).toEqual(lost.sort())
    })

    it('records a refused request to a hook', async ({ store }) => {
      await wantEvents(store)
      const hook = {
        ...{ id: randomBytes(8).toString('hex'), secretHash: 'a'.repeat(64), name: 'alerts' },
        shape: 'plain' as const,
        ...{ clientAppToken: newTokenName(), applicationName: WEATHER, signed: false, perMinute: 60 },
        ...{ createdBy: 'ada', createdAt: START },
      } as const
      await store.hooks.create(hook)
      await store.hooks.keepRequests([
        { hookId: hook.id, at: START, body: '', outcome: 'accepted' },
        { hookId: hook.id, at: START, body: '', outcome: 'refused', reason: 'title: missing' },
      ])
      const [event] = await readEvents(store)
      expect(event?.type).toBe('hook.failed')
      expect(dataOf(event)).toMatchObject({ hookId: hook.id, name: 'alerts', reason: 'title: missing' })
    })

    it('is numbered by one node at a time', async ({ store }) => {
      await wantEvents(store)
      await addMember(store, { clientAppToken: newTokenName() })
      const lease = (nodeId: string, now: number) =>
        store.events.takeLease({ nodeId, now, endsAt: now + 1000 })
      expect(await lease('one', START)).toBe(true)
      expect(await lease('two', START + 999)).toBe(false)
      expect(await store.events.number({ nodeId: 'two', rows: 10 })).toBe(0)
      expect(await lease('one', START + 999)).toBe(true)
      expect(await lease('two', START + 1999)).toBe(true)
      expect(await store.events.number({ nodeId: 'one', rows: 10 })).toBe(0)
      expect(await store.events.number({ nodeId: 'two', rows: 10 })).toBe(1)
      await store.events.leaveLease('two')
      expect(await lease('one', START + 2000)).toBe(true)
    })

    it('records events for a reader of the stream until its time is over', async ({ store }) => {
      await store.events.keepReader({ apiKeyId: 'k1', grants: [WEATHER], endsAt: START + 10 })
      expect(await store.events.refreshInterests(START + 9)).toBe(true)
      expect(await store.events.refreshInterests(START + 10)).toBe(false)
      await store.events.keepReader({ apiKeyId: 'k1', grants: [WEATHER], endsAt: START + 20 })
      expect(await store.events.refreshInterests(START + 19)).toBe(true)
    })

    it('forgets events after their time', async ({ store }) => {
      await wantEvents(store)
      await addMember(store, { clientAppToken: newTokenName() })
      await readEvents(store)
      const now = START + LIMITS.eventsKeptSeconds * 1000
      await store.sweep({ now: now - 1, rows: 100 })
      expect(await store.events.readRange()).toEqual({ first: 1, last: 1 })
      await store.sweep({ now, rows: 100 })
      expect(await store.events.readRange()).toEqual({ first: 2, last: 1 })
      expect(await readEvents(store)).toEqual([])
    })
  })

  describe('a webhook', () => {
    it('begins at the next event, and keeps its settings and progress', async ({ store }) => {
      const first = await wantEvents(store)
      await addMember(store, { clientAppToken: newTokenName() })
      await readEvents(store)
      const second = await wantEvents(store, { types: ['member.left'], createdAt: START + 1 })
      const begun = { secretNumber: 1, failures: 0 }
      expect(await store.webhooks.find(first.id)).toEqual({ ...first, ...begun, position: 0 })
      expect(await store.webhooks.find(second.id)).toEqual({ ...second, ...begun, position: 1 })
      const progress = { position: 7, failures: 2, failingSince: START, retryAt: START + 9, deliveredAt: 5 }
      await store.webhooks.keepProgress({ id: first.id, progress, attempts: [] })
      expect(await store.webhooks.find(first.id)).toMatchObject(progress)
      const { failingSince: _, retryAt: __, ...well } = { ...progress, position: 8, failures: 0 }
      await store.webhooks.keepProgress({ id: first.id, progress: well, attempts: [] })
      expect(await store.webhooks.find(first.id)).toEqual({ ...first, secretNumber: 1, ...well })
      expect((await store.webhooks.list({ limit: 1 })).rows.map(({ id }) => id)).toEqual([second.id])
    })

    it('has a name of its own if it is asked for twice at once', async ({ store }) => {
      const twins = ['a', 'b'].map((digit) => newWebhook({ id: digit.repeat(16), name: 'twins' }))
      const made = await Promise.all(twins.map((twin) => store.webhooks.create(twin, { isOnly: true })))
      const [first] = (await store.webhooks.list({ limit: 2 })).rows
      expect(made.filter((outcome) => outcome !== 'created')).toEqual([{ existing: first?.id }])
    })

    it('that is disabled wants nothing until it is enabled, and is removed with its attempts', async ({
      store,
    }) => {
      const { id } = await wantEvents(store)
      const disable = () => store.webhooks.disable({ id, at: START, reason: 'gone' })
      expect([await disable(), await disable()]).toEqual([true, false])
      expect(await store.webhooks.listActive()).toEqual([])
      expect(await store.webhooks.listFailing(9)).toMatchObject([{ disabledReason: expect.any(String) }])
      expect(await store.events.refreshInterests(START)).toBe(false)
      expect(await store.webhooks.find(id)).toMatchObject({ disabledAt: START, disabledReason: 'gone' })
      expect([await store.webhooks.enable(id), await store.webhooks.enable(id)]).toEqual([true, false])
      expect((await store.webhooks.listActive()).map((webhook) => webhook.id)).toEqual([id])
      expect(await store.webhooks.rotate({ id, previousEndsAt: START })).toBe(true)
      expect(await store.webhooks.find(id)).toMatchObject({ secretNumber: 2, previousEndsAt: START })
      const attempt = { ...{ webhookId: id, eventId: 'evt_1', type: 'webhook.test', at: START, attempt: 0 } }
      await store.webhooks.keepProgress({
        ...{ id, progress: { position: 0, failures: 0 } },
        attempts: Array.from({ length: LIMITS.webhookAttemptsKept + 5 }, (_, milliseconds) => ({
          ...{ ...attempt, outcome: 'answered', status: 500, milliseconds },
        })),
      })
      const attempts = await store.webhooks.listAttempts(id)
      expect(attempts).toHaveLength(LIMITS.webhookAttemptsKept)
      expect(attempts[0]).toEqual({
        ...{ ...attempt, outcome: 'answered', status: 500, milliseconds: LIMITS.webhookAttemptsKept + 4 },
      })
      expect([await store.webhooks.remove(id), await store.webhooks.remove(id)]).toEqual([true, false])
      expect(await store.webhooks.listAttempts(id)).toEqual([])
      await store.webhooks.keepProgress({
        id,
        progress: { position: 0, failures: 0 },
        attempts: [{ ...attempt, outcome: 'x', milliseconds: 1 }],
      })
    })
  })
}
