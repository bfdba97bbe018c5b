import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { Turn } from '#server/core/pacer.ts'
import type { Registration, Store } from '#server/core/store.ts'
import { ack, addMember, newTokenName, START, type StoreTest, send } from './actors.ts'
import { countsOf } from './outcomes.ts'

const again = (id: string, acceptedAt: number) => ({
  ...{ id, newId: `again-${id}-${acceptedAt}`, serverApplicationId: 'dashboard', acceptedAt },
})

/** Makes three members of a token. The first has the notification that was then cancelled for the others. */
async function openHalfDelivered(store: Store) {
  const clientAppToken = newTokenName()
  const members: Registration[] = []
  for (let count = 0; count < 3; count += 1) members.push(await addMember(store, { clientAppToken }))
  const [alice, bob, carol] = members as [Registration, Registration, Registration]
  const sent = await send(store, { clientAppToken, topic: 'news' })
  await ack(store, alice, { toSeq: 1, at: START + 1 })
  await store.cancelNotification({ id: sent.id, at: START + 2 })
  return { clientAppToken, alice, bob, carol, sent }
}

/** Makes turns that call `meanwhile` before the second one: the append of a first search. */
function beforeTheAppending(meanwhile: () => Promise<void>): Turn {
  let turns = 0
  return async (step) => {
    turns += 1
    if (turns === 2) await meanwhile()
    return step()
  }
}

export function describeSendingAgain(it: StoreTest): void {
  describe('sending again', () => {
    it('addresses only the members without the notification, in the log, the counts and the deliveries', async ({
      store,
    }) => {
      const { alice, bob, carol, sent, clientAppToken } = await openHalfDelivered(store)
      const appended = await store.appendAgain(again(sent.id, START + 3))
      expect(appended).toEqual({ tokenId: sent.tokenId, seq: 2, recipients: 2 })
      const [entry] = await store.readLog([{ tokenId: sent.tokenId, afterSeq: 1, upToSeq: 2 }])
      expect(entry).toMatchObject({ seq: 2, payload: sent.payload, clientAppToken, state: 'live' })
      expect(entry?.meantFor).toEqual(new Set([bob.registrationId, carol.registrationId]))

      const { newId: id } = again(sent.id, START + 3)
      const now = START + 4
      expect(await store.findNotification({ id, now })).toMatchObject({ resendOf: sent.id, recipients: 2 })
      const gaps = [[2, 2] as const]
      await store.moveCursors([
        {
          ...{ registrationId: alice.registrationId, tokenId: sent.tokenId, fromSeq: 1, toSeq: 2 },
          sessionNumber: 0,
          gaps,
          at: now,
        },
      ])
      await ack(store, bob, { toSeq: 2, at: now })
      expect(await countsOf(store, { id, now })).toEqual({ acked: 1, pending: 1 })
      await store.deregister({ aoiClientId: carol.aoiClientId, clientAppToken, at: now })
      await store.deregister({ aoiClientId: alice.aoiClientId, clientAppToken, at: now })
      expect(await countsOf(store, { id, now })).toEqual({ acked: 1, revoked: 1 })
      const { rows } = await store.listDeliveries({ id, now, limit: 9 })
      expect(rows.map(({ registrationId, outcome }) => [registrationId, outcome])).toEqual([
        [bob.registrationId, 'acked'],
        [carol.registrationId, 'revoked'],
      ])
      expect(await store.readRecipients({ id, now })).toEqual(rows)
      expect(await store.findDelivery({ id, aoiClientId: alice.aoiClientId, now })).toBeUndefined()
    })

    it('leaves out members that left, that the original still reaches, or that have it by then', async ({
      store,
    }) => {
      const { alice, bob, carol, sent, clientAppToken } = await openHalfDelivered(store)
      const live = await send(store, { clientAppToken })
      expect(await store.appendAgain(again(live.id, START + 3))).toBeUndefined()
      expect(await store.appendAgain(again('unknown', START + 3))).toBeUndefined()
      await store.deregister({ aoiClientId: bob.aoiClientId, clientAppToken, at: START + 3 })
      expect(await store.appendAgain(again(sent.id, START + 4))).toMatchObject({ recipients: 1 })
      expect(await store.appendAgain(again(sent.id, START + 5))).toBeUndefined()
      await ack(store, alice, { toSeq: 1 })
      await ack(store, carol, { toSeq: 3 })
      expect(await store.appendAgain(again(sent.id, START + 6))).toBeUndefined()
    })

    it('leaves out a member that gets the notification or leaves during the search', async ({ store }) => {
      const { bob, carol, sent, clientAppToken } = await openHalfDelivered(store)
      const turn = beforeTheAppending(async () => {
        await ack(store, bob, { toSeq: 1, at: START + 3 })
        await store.deregister({ aoiClientId: carol.aoiClientId, clientAppToken, at: START + 3 })
      })
      expect(await store.appendAgain({ ...again(sent.id, START + 3), turn })).toBeUndefined()
    })

    it('searches again when another operator sends it again during the search', async ({ store }) => {
      const { sent } = await openHalfDelivered(store)
      const turn = beforeTheAppending(async () => {
        expect(await store.appendAgain(again(sent.id, START + 3))).toMatchObject({ recipients: 2 })
      })
      expect(await store.appendAgain({ ...again(sent.id, START + 4), turn })).toBeUndefined()
    })

    it('replaces nothing, and gives a TTL 0 notification a minute', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const never = await send(store, { clientAppToken, topic: 'news', ttlSeconds: 0 })
      const newer = await send(store, { clientAppToken, topic: 'news' })
      expect(await store.appendAgain(again(never.id, START + 1))).toMatchObject({ seq: 3, recipients: 1 })
      const now = START + 2
      expect(await countsOf(store, { id: newer.id, now })).toEqual({ pending: 1 })
      const found = await store.findNotification({ id: again(never.id, START + 1).newId, now })
      expect(found?.expiresAt).toBe(START + 1 + LIMITS.resendTtlSecondsMin * 1000)
    })

    it('leaves no rows once its retention is over', async ({ store }) => {
      const { sent } = await openHalfDelivered(store)
      await store.appendAgain(again(sent.id, START + 3))
      const { newId: id } = again(sent.id, START + 3)
      const { expiresAt = 0 } = (await store.findNotification({ id, now: START })) ?? {}
      const now = expiresAt + LIMITS.notificationKeptSeconds * 1000 + 1
      let removed = 0
      for (let last = 1; last > 0; removed += last) last = await store.sweep({ now, rows: 1 })
      // Two notifications, the names of two recipients, and the ack record of the first.
      expect(removed).toBe(5)
    })
  })
}
