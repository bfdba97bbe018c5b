import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import {
  ack,
  addClient,
  addMember,
  type ContractStore,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
  send,
  sendMany,
} from './actors.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

function sumUp(store: ContractStore, given: { now: number; rows?: number }) {
  const { now, rows = LIMITS.overviewWalkRows } = given
  return store.dashboard.sumUp({ from: START, now, waitingSince: now - 5 * MINUTE, rows })
}

function deliveriesTo(store: ContractStore, given: { aoiClientId: string; now?: number; rows?: number }) {
  const { aoiClientId, now = START, rows = LIMITS.flightDeliveries } = given
  return store.dashboard.listFlightDeliveries({ aoiClientId, from: START, now, rows })
}

function open(store: ContractStore, given: { aoiClientId: string; at: number }) {
  return store.openSession({ ...given, nodeId: 'a node' })
}

/** The queries of the overview and the flight recorder. */
export function describeDashboard(it: StoreTest): void {
  describe('the sums of the overview', () => {
    it('are zero when nothing was sent', async ({ store }) => {
      expect(await sumUp(store, { now: START + HOUR })).toEqual({
        ...{ notifications: 0, recipients: 0, acked: 0, undelivered: 0, waiting: 0, refused: 0 },
        withoutMembers: 0,
      })
    })

    it('separate expired notifications from those that still wait and from cancelled ones', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      await send(store, { clientAppToken, at: START - 1 })
      await send(store, { clientAppToken, ttlSeconds: 60 })
      await send(store, { clientAppToken })
      const cancelled = await send(store, { clientAppToken })
      await store.dashboard.cancelNotifications({ ids: [cancelled.id], at: START + 1 })
      await ack(store, alice, { toSeq: 3 })
      const sums = { notifications: 3, recipients: 6, acked: 2, withoutMembers: 0, refused: 0 }
      expect(await sumUp(store, { now: START + 30_000 })).toEqual({ ...sums, undelivered: 0, waiting: 0 })
      expect(await sumUp(store, { now: START + 10 * MINUTE })).toEqual({
        ...sums,
        undelivered: 1,
        waiting: 1,
      })
    })

    it('count the refused registrations of the period', async ({ store }) => {
      for (const at of [START - 1, START, START + 1])
        await store.recordRefusal({ code: '401', reason: 'unknown AOI Client', at })
      expect(await sumUp(store, { now: START + HOUR })).toMatchObject({ refused: 2 })
    })

    it('cover only the newest notifications above the limit of rows', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await sendMany(store, { clientAppToken, count: LIMITS.overviewWalkRows + 1 })
      const { notifications, recipients } = await sumUp(store, { now: START + HOUR })
      expect([notifications, recipients]).toEqual([LIMITS.overviewWalkRows, LIMITS.overviewWalkRows])
    })
  })

  describe('the times to ack of a token’s recent notifications', () => {
    it('are those before a notification, newest first, each with its recipients', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      const bob = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken: newTokenName() })
      await sendMany(store, { clientAppToken, count: 3 })
      await ack(store, alice, { toSeq: 1, at: START + 10 })
      await ack(store, { ...alice, ackedSeq: 1 }, { toSeq: 3, at: START + 30 })
      await ack(store, bob, { toSeq: 2, at: START + 40 })
      const { tokenId } = alice
      const recent = await store.dashboard.readRecentAcks({ tokenId, beforeSeq: 3 })
      expect(recent.map(({ recipients, acked }) => [recipients, acked.toWire()])).toEqual([
        [2, [30, 1, 40, 1]],
        [2, [10, 1, 40, 1]],
      ])
      expect(await store.dashboard.readRecentAcks({ tokenId, beforeSeq: 1 })).toEqual([])
    })

    it('are those of the newest notifications only', async ({ store }) => {
      const clientAppToken = newTokenName()
      const early = await addMember(store, { clientAppToken })
      await sendMany(store, { clientAppToken, count: LIMITS.usualNotifications + 5 })
      await ack(store, early, { toSeq: LIMITS.usualNotifications + 5, at: START + 5 })
      const { tokenId } = early
      const beforeSeq = LIMITS.usualNotifications + 6
      const recent = await store.dashboard.readRecentAcks({ tokenId, beforeSeq })
      expect(recent).toHaveLength(LIMITS.usualNotifications)
      expect(recent.every(({ acked }) => acked.total === 1)).toBe(true)
    })
  })

  describe('the senders of a token', () => {
    it('are those of its newest notifications, the latest first, with their counts', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { tokenId } = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken: newTokenName() })
      const post = (serverApplicationId: string, at: number) =>
        store.append([requestOf([notificationTo(clientAppToken)], { serverApplicationId, acceptedAt: at })])
      await post('old', START)
      for (let seq = 2; seq <= LIMITS.pictureNotifications; seq += 1) await post('busy', START + seq)
      await post('late', START + 9999)
      const headSeq = LIMITS.pictureNotifications + 1
      expect(await store.dashboard.listTokenSenders({ tokenId, headSeq })).toEqual([
        { serverApplicationId: 'late', name: 'late', lastAt: START + 9999, notifications: 1 },
        {
          ...{ serverApplicationId: 'busy', name: 'busy', lastAt: START + LIMITS.pictureNotifications },
          notifications: LIMITS.pictureNotifications - 1,
        },
      ])
    })
  })

  describe('the connections of a flight recorder', () => {
    it('are recorded with the end of each session, the oldest first', async ({ store }) => {
      const aoiClientId = await addClient(store)
      await open(store, { aoiClientId, at: START })
      const first = { aoiClientId, sessionNumber: 1, openedAt: START }
      await store.closeSessions([{ ...first, at: START + 10, closingCode: 4408, roundTripMs: 41 }])
      await open(store, { aoiClientId, at: START + 20 })
      await store.closeSessions([{ aoiClientId, sessionNumber: 2, openedAt: START + 20, at: START + 30 }])
      expect(await store.dashboard.listFlightConnections(aoiClientId)).toEqual([
        ...[{ sessionNumber: 1, openedAt: START, closedAt: START + 10, closingCode: 4408, roundTripMs: 41 }],
        ...[{ sessionNumber: 2, openedAt: START + 20, closedAt: START + 30 }],
      ])
    })

    it('have no end if their node was killed, until the end is written after all', async ({ store }) => {
      const aoiClientId = await addClient(store)
      await open(store, { aoiClientId, at: START })
      expect(await store.dashboard.listFlightConnections(aoiClientId)).toEqual([])
      await open(store, { aoiClientId, at: START + 20 })
      const lost = { sessionNumber: 1, openedAt: START }
      expect(await store.dashboard.listFlightConnections(aoiClientId)).toEqual([lost])
      await store.closeSessions([{ aoiClientId, ...lost, at: START + 21 }])
      const found = await store.dashboard.listFlightConnections(aoiClientId)
      expect(found).toEqual([{ ...lost, closedAt: START + 21 }])
    })

    it('leave out the sessions of push services', async ({ store }) => {
      const [byPush, other] = [await addClient(store), await addClient(store)]
      await open(store, { aoiClientId: byPush, at: START })
      await open(store, { aoiClientId: byPush, at: START + 20 })
      await store.closeSessions([
        { aoiClientId: byPush, sessionNumber: 1, at: START + 21 },
        { aoiClientId: other, sessionNumber: 0, at: START + 21 },
      ])
      expect(await store.dashboard.listFlightConnections(byPush)).toEqual([])
    })

    it('are the newest of each AOI Client', async ({ store }) => {
      const [restless, calm] = [await addClient(store), await addClient(store)]
      await store.closeSessions([{ aoiClientId: calm, sessionNumber: 1, openedAt: START, at: START + 1 }])
      const most = LIMITS.flightConnectionsPerClient
      for (let sessionNumber = 1; sessionNumber <= most + 2; sessionNumber += 1) {
        const ended = { aoiClientId: restless, sessionNumber, openedAt: START, at: START + sessionNumber }
        await store.closeSessions([ended, { aoiClientId: calm, sessionNumber: 0, at: START }])
      }
      const found = await store.dashboard.listFlightConnections(restless)
      expect([found.length, found[0]?.sessionNumber]).toEqual([most, 3])
      expect(await store.dashboard.listFlightConnections(calm)).toHaveLength(1)
    })

    it('are removed by retention, by an erasure and with the end of the AOI Client', async ({ store }) => {
      const ids = [await addClient(store), await addClient(store), await addClient(store)]
      const kept = LIMITS.flightKeptSeconds * 1000
      const close = () =>
        store.closeSessions(
          ids.map((aoiClientId, place) => ({
            ...{ aoiClientId, sessionNumber: 1, openedAt: START, at: START + place },
          })),
        )
      const left = () =>
        Promise.all(ids.map(async (id) => (await store.dashboard.listFlightConnections(id)).length))
      await close()
      expect(await store.sweep({ now: START + kept - 1, rows: 10 })).toBe(0)
      expect(await store.sweep({ now: START + kept, rows: 10 })).toBe(1)
      expect(await left()).toEqual([0, 1, 1])
      expect(await store.dashboard.eraseFlight(ids[1] ?? '')).toBe(1)
      await store.endAoiClient({ id: ids[2] ?? '', at: START + 5 })
      expect(await left()).toEqual([0, 0, 0])
      await close()
      expect(await left()).toEqual([1, 1, 0])
    })
  })

  describe('the deliveries of a flight recorder', () => {
    it('are the notifications for one AOI Client since then, newest first, with their outcomes', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      const bob = await addMember(store, { clientAppToken })
      const acked = await send(store, { clientAppToken, at: START + 1 })
      const expired = await send(store, { clientAppToken, at: START + 2, ttlSeconds: 60 })
      const pending = await send(store, { clientAppToken, at: START + 3 })
      await ack(store, bob, { toSeq: 2, at: START + 9 })
      const { aoiClientId, registrationId, tokenId } = bob
      const same = {
        aoiClientId,
        registrationId,
        tokenId,
        clientAppToken,
        applicationName: expect.any(String),
      }
      expect(await deliveriesTo(store, { aoiClientId, now: START + HOUR - 1 })).toEqual([
        { ...same, notificationId: pending.id, acceptedAt: START + 3, outcome: 'pending' },
        { ...same, notificationId: expired.id, acceptedAt: START + 2, outcome: 'expired' },
        { ...same, notificationId: acked.id, acceptedAt: START + 1, outcome: 'acked', ackedAt: START + 9 },
      ])
    })

    it('are none for an AOI Client without registrations', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      await send(store, { clientAppToken })
      expect(await deliveriesTo(store, { aoiClientId: await addClient(store) })).toEqual([])
    })

    it('are only the newest above the limit of the page', async ({ store }) => {
      const clientAppToken = newTokenName()
      const { aoiClientId } = await addMember(store, { clientAppToken })
      await sendMany(store, { clientAppToken, count: LIMITS.flightDeliveries })
      const newest = await send(store, { clientAppToken, at: START + 1 })
      const rows = await deliveriesTo(store, { aoiClientId, now: START + 1 })
      expect(rows).toHaveLength(LIMITS.flightDeliveries)
      expect(rows[0]?.notificationId).toBe(newest.id)
    })
  })
}
