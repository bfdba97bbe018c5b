import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { DueNotification } from '#server/core/schedule/schedule-store.ts'
import type { AppendOutcome, NewNotification, Registration } from '#server/core/store.ts'
import {
  addMember,
  type ContractStore,
  entriesOf,
  newTokenName,
  notificationTo,
  readAll,
  requestOf,
  START,
  type StoreTest,
  send,
} from './actors.ts'

const HOUR = 3_600_000
const SOON = START + HOUR
const LATER = START + 2 * HOUR

/** Schedules one notification to the member's token. */
async function schedule(
  store: ContractStore,
  { clientAppToken }: Registration,
  given: Partial<NewNotification> & { by?: string } = {},
): Promise<NewNotification> {
  const { by = 'forecast', ...elements } = given
  const notification = notificationTo(clientAppToken, { deliverAt: SOON, ...elements })
  const [outcome] = await store.append([requestOf([notification], { serverApplicationId: by })])
  const { id: notificationId, deliverAt } = notification
  expect(outcome).toMatchObject({
    kind: 'appended',
    results: [{ outcome: 'scheduled', clientAppToken, notificationId, deliverAt }],
    entries: [],
  })
  return notification
}

/** Moves due notifications into the log, each by a request of its own. */
function move(store: ContractStore, due: readonly DueNotification[], at: number): Promise<AppendOutcome[]> {
  return store.append(
    due.map(({ topic, traceparent, serverApplicationId, ...rest }) => ({
      ...{ serverApplicationId, acceptedAt: at, isDue: true },
      notifications: [{ ...rest, ...(topic && { topic }), ...(traceparent && { traceparent }) }],
    })),
  )
}

function dueOf(store: ContractStore, { clientAppToken }: Registration, now: number) {
  return store.schedule
    .listDue({ now, rows: 10_000 })
    .then((due) => due.filter((one) => one.clientAppToken === clientAppToken))
}

/** Notifications that wait outside of the log for their time. */
export function describeScheduling(it: StoreTest): void {
  describe('a scheduled notification', () => {
    it('waits outside of the log, and is due at its time with every element', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const later = await schedule(store, member, { deliverAt: LATER })
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
      const whole = { topic: 'rain', urgency: 'high' as const, ttlSeconds: 60, traceparent }
      const soon = await schedule(store, member, whole)
      expect(await store.readHeads([member.tokenId])).toEqual(new Map([[member.tokenId, 0]]))
      expect(await dueOf(store, member, SOON - 1)).toEqual([])
      expect(await dueOf(store, member, SOON)).toEqual([{ ...soon, serverApplicationId: 'forecast' }])
      expect((await dueOf(store, member, LATER)).map(({ id }) => id)).toEqual([soon.id, later.id])
      expect(await store.schedule.findNextTime()).toBeLessThanOrEqual(SOON)
    })

    it('gets its seq and its recipients when it goes into the log, once', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const { id } = await schedule(store, member, { ttlSeconds: 60 })
      await send(store, { clientAppToken: member.clientAppToken })
      await addMember(store, { clientAppToken: member.clientAppToken })
      const due = await dueOf(store, member, SOON)
      const [moved] = await move(store, due, SOON + 7)
      const accepted = { outcome: 'accepted', notificationId: id, seq: 2, recipients: 2 }
      expect(moved).toMatchObject({ kind: 'appended', results: [accepted] })
      expect(entriesOf(moved)).toMatchObject([{ id, seq: 2, acceptedAt: SOON + 7, expiresAt: SOON + 60_000 }])
      const [again] = await move(store, due, SOON + 8)
      expect(again).toMatchObject({ kind: 'appended', results: [{ outcome: 'gone' }], entries: [] })
      expect(await store.schedule.find(id)).toBeUndefined()
      expect(await store.findNotification({ id, now: SOON + 9 })).toMatchObject({ seq: 2, recipients: 2 })
    })

    it('is moved once when two nodes move it at the same time', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      for (let count = 0; count < 20; count += 1) await schedule(store, member)
      const due = await dueOf(store, member, SOON)
      expect(due).toHaveLength(20)
      const moves = await Promise.all([move(store, due, SOON), move(store, [...due].reverse(), SOON)])
      const seqs = moves
        .flat()
        .flatMap(entriesOf)
        .map(({ seq }) => seq)
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    })

    it('with TTL 0 is due to the sessions of the moment at which it goes into the log', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      await schedule(store, member, { ttlSeconds: 0 })
      const [moved] = await move(store, await dueOf(store, member, SOON), SOON + 900)
      expect(entriesOf(moved)).toMatchObject([{ acceptedAt: SOON + 900, expiresAt: SOON + 900 }])
    })

    it('replaces the pending one of its topic at its time, not before', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      await schedule(store, member, { topic: 'rain' })
      const before = await send(store, {
        ...{ clientAppToken: member.clientAppToken, topic: 'rain', ttlSeconds: 7200 },
      })
      expect(await store.findNotification({ id: before.id, now: START + 1 })).toMatchObject({ pending: 1 })
      await move(store, await dueOf(store, member, SOON), SOON)
      expect(await store.findNotification({ id: before.id, now: SOON })).toMatchObject({ replaced: 1 })
    })

    it('ends by a cancel, which removes its payload, and goes into no log', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const { id } = await schedule(store, member)
      const due = await dueOf(store, member, SOON)
      const used = (await store.sumUse()).bytes
      expect(await store.schedule.cancel({ ids: [id, newTokenName()], at: START + 5 })).toEqual([id])
      expect(await store.schedule.cancel({ ids: [id], at: START + 6 })).toEqual([])
      expect(await store.schedule.find(id)).toMatchObject({ cancelledAt: START + 5, deliverAt: SOON })
      expect(await dueOf(store, member, SOON)).toEqual([])
      const [moved] = await move(store, due, SOON)
      expect(moved).toMatchObject({ results: [{ outcome: 'gone' }], entries: [] })
      expect((await store.sumUse()).bytes).toBeLessThan(used)
    })

    it('counts for the quota of its sender, before and after its time alike', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const before = await store.sumUse()
      await schedule(store, member, { payload: '"0123456789"' })
      const waiting = await store.sumUse()
      expect(waiting).toEqual({ notifications: before.notifications + 1, bytes: before.bytes + 12 })
      await move(store, await dueOf(store, member, SOON), SOON)
      expect(await store.sumUse()).toEqual(waiting)
    })

    it('is listed for its sender and its token, the earliest first, in pages', async ({ store }) => {
      const [member, other] = [
        await addMember(store, { clientAppToken: newTokenName() }),
        await addMember(store, { clientAppToken: newTokenName() }),
      ]
      const by = newTokenName()
      const later = await schedule(store, member, { by, deliverAt: LATER, topic: 'rain' })
      const soon = await schedule(store, other, { by })
      const ended = await schedule(store, member, { by, deliverAt: SOON + 1 })
      await schedule(store, member)
      await store.schedule.cancel({ ids: [ended.id], at: START + 1 })
      const list = (where: object) =>
        readAll((page) => store.schedule.list({ ...page, where: { serverApplicationId: by, ...where } }), 1)
      expect((await list({})).map(({ id }) => id)).toEqual([soon.id, ended.id, later.id])
      expect((await list({ isWaiting: true })).map(({ id }) => id)).toEqual([soon.id, later.id])
      expect(await list({ tokenId: member.tokenId, isWaiting: true })).toEqual([
        {
          ...{ id: later.id, tokenId: member.tokenId, clientAppToken: member.clientAppToken },
          ...{ applicationName: member.applicationName, serverApplicationId: by, topic: 'rain' },
          ...{ ttlSeconds: 3600, acceptedAt: START, deliverAt: LATER },
        },
      ])
    })

    it('gets its first answer again under the same key', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const idempotency = { key: newTokenName(), bodyHash: 'f'.repeat(64) }
      const request = () =>
        requestOf([notificationTo(member.clientAppToken, { deliverAt: SOON })], { idempotency })
      const [first, again] = await store.append([request(), request()])
      expect(first).toMatchObject({ kind: 'appended', results: [{ outcome: 'scheduled' }] })
      const [third] = await store.append([request()])
      const results = first?.kind === 'appended' ? first.results : []
      expect([again, third]).toEqual(Array(2).fill({ kind: 'replayed', results }))
      expect(await dueOf(store, member, SOON)).toHaveLength(1)
    })

    it('keeps a token without members until its time, and is swept after a cancel', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const { aoiClientId } = member
      const { id } = await schedule(store, member)
      await store.deregister({ aoiClientId, clientAppToken, at: START })
      const now = START + (LIMITS.emptyTokenKeptSeconds + LIMITS.ttlSecondsMax) * 2000
      await sweepAll(store, now)
      expect(await store.findToken(clientAppToken)).toBeDefined()
      await store.schedule.cancel({ ids: [id], at: START })
      await sweepAll(store, now)
      expect(await store.schedule.find(id)).toBeUndefined()
      expect(await store.findToken(clientAppToken)).toBeUndefined()
    })
  })

  describe('a lease', () => {
    it('has one holder until it ends, who may prolong it or leave it', async ({ store }) => {
      const name = newTokenName()
      const take = (holder: string, at: number) =>
        store.schedule.takeLease({ name, holder, at, endsAt: at + 1000 })
      expect(await Promise.all([take('ada', START), take('bob', START)])).toContain(true)
      expect(await take('bob', START + 1000)).toBe(true)
      expect(await take('ada', START + 1999)).toBe(false)
      expect(await take('bob', START + 1999)).toBe(true)
      expect(await take('ada', START + 2998)).toBe(false)
      await store.schedule.leaveLease({ name, holder: 'ada' })
      expect(await take('ada', START + 2998)).toBe(false)
      await store.schedule.leaveLease({ name, holder: 'bob' })
      expect(await take('ada', START + 2998)).toBe(true)
    })
  })
}

async function sweepAll(store: ContractStore, now: number): Promise<void> {
  while ((await store.sweep({ now, rows: 1000 })) > 0);
}
