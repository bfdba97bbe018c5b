import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import type { NotificationRow, Store } from '#server/core/store.ts'
import {
  ack,
  addMember,
  newTokenName,
  readAll,
  registrationsOf,
  START,
  type StoreTest,
  send,
  sendMany,
} from './actors.ts'

const HOUR = 3_600_000

/** Returns the counts of a notification that are not zero. */
export async function countsOf(
  store: Store,
  input: { id: string; now: number },
): Promise<Partial<NotificationRow>> {
  const row = await store.findNotification(input)
  if (row === undefined) throw new Error('the notification is not known')
  const { acked, pending, expiredByTtl, cancelled, replaced, revoked } = row
  const counts = { acked, pending, expiredByTtl, cancelled, replaced, revoked }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

/** Returns the outcomes in the order of the list, and checks that each lookup by recipient agrees. */
async function outcomesOf(store: Store, input: { id: string; now: number }): Promise<string[]> {
  const { rows } = await store.listDeliveries({ ...input, limit: 100 })
  for (const row of rows) {
    expect(await store.findDelivery({ ...input, aoiClientId: row.aoiClientId })).toEqual(row)
  }
  return rows.map((row) => row.outcome)
}

export function describeOutcomes(it: StoreTest): void {
  describe('cursors', () => {
    it('count acknowledgements and record their times', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      const bob = await addMember(store, { clientAppToken })
      const first = await send(store, { clientAppToken })
      const second = await send(store, { clientAppToken })
      expect(await ack(store, alice, { toSeq: 2, at: START + 7 })).toEqual([])
      expect(await ack(store, bob, { toSeq: 1, at: START + 9 })).toEqual([])
      expect(await countsOf(store, { id: first.id, now: START })).toEqual({ acked: 2 })
      expect(await countsOf(store, { id: second.id, now: START })).toEqual({ acked: 1, pending: 1 })
      expect((await store.listDeliveries({ id: first.id, now: START, limit: 9 })).rows).toEqual([
        {
          registrationId: alice.registrationId,
          aoiClientId: alice.aoiClientId,
          outcome: 'acked',
          ackedAt: START + 7,
        },
        {
          registrationId: bob.registrationId,
          aoiClientId: bob.aoiClientId,
          outcome: 'acked',
          ackedAt: START + 9,
        },
      ])
    })

    it('show senders the label of each registration, also after it was changed, and of one without any', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const kitchen = await addMember(store, { clientAppToken, label: 'kitchen' })
      const { aoiClientId } = kitchen
      await addMember(store, { clientAppToken })
      const { id } = await send(store, { clientAppToken })
      const labelsNow = async () => {
        const { rows } = await store.listDeliveries({ id, now: START, limit: 9 })
        return rows.map(({ label }) => label)
      }
      expect(await labelsNow()).toEqual(['kitchen', undefined])
      await addMember(store, { clientAppToken, aoiClientId })
      expect(await labelsNow()).toEqual(['kitchen', undefined])
      await addMember(store, { clientAppToken, aoiClientId, label: 'Küche' })
      expect(await store.findDelivery({ id, aoiClientId, now: START })).toMatchObject({ label: 'Küche' })
      const filter = { aoiClientId }
      const { rows } = await store.dashboard.listRegistrations({ limit: 1, filter })
      expect(rows[0]?.label).toBe('Küche')
    })

    it('show how far notifications have got, and no unknown one', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      const first = await send(store, { clientAppToken })
      const second = await send(store, { clientAppToken })
      await ack(store, alice, { toSeq: 1, at: START + 7 })
      await store.cancelNotification({ id: second.id, at: START + 8 })
      const read = await store.readProgress([second.id, crypto.randomUUID(), first.id])
      expect(read.sort((a, b) => b.acked - a.acked)).toEqual([
        { id: first.id, acked: 1, isEnded: false },
        { id: second.id, acked: 0, isEnded: true },
      ])
      expect(await store.readProgress([])).toEqual([])
    })

    it('distinguish recipients from other members, and memberships by their times', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const before = await send(store, { clientAppToken })
      const member = await addMember(store, { clientAppToken })
      const { aoiClientId } = member
      const got = await send(store, { clientAppToken })
      await ack(store, member, { toSeq: got.seq, at: START + 5 })
      await store.deregister({ aoiClientId, clientAppToken, at: START + 6 })
      const missed = await send(store, { clientAppToken })
      const find = (entry: { id: string }) => store.findDelivery({ id: entry.id, aoiClientId, now: START })
      expect(await find(before)).toBeUndefined()
      expect(await find(got)).toMatchObject({ outcome: 'acked', ackedAt: START + 5 })
      expect(await find(missed)).toBeUndefined()
      expect(await find({ id: 'unknown' })).toBeUndefined()
    })

    it('move only from their stored position, and only up to the head of the log', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const entry = await send(store, { clientAppToken })
      await send(store, { clientAppToken })
      const refused = [member.registrationId]
      expect(await ack(store, { ...member, ackedSeq: 1 }, { toSeq: 2 })).toEqual(refused)
      expect(await ack(store, member, { toSeq: 3 })).toEqual(refused)
      expect(await ack(store, member, { toSeq: 0 })).toEqual(refused)
      expect(await ack(store, { ...member, tokenId: member.tokenId + 1 }, { toSeq: 1 })).toEqual(refused)
      expect(await countsOf(store, { id: entry.id, now: START })).toEqual({ pending: 1 })
      expect(await ack(store, member, { toSeq: 1 })).toEqual([])
      expect(await ack(store, member, { toSeq: 1 })).toEqual(refused)
      expect(await countsOf(store, { id: entry.id, now: START })).toEqual({ acked: 1 })
    })

    it('move only for the newest session of their AOI Client', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const entry = await send(store, { clientAppToken })
      const { registrationId, tokenId, aoiClientId } = member
      const move = { registrationId, tokenId, fromSeq: 0, toSeq: 1, gaps: [], at: START }
      const open = () => store.openSession({ aoiClientId, at: START })
      const [older, newer] = [(await open())?.sessionNumber ?? 0, (await open())?.sessionNumber ?? 0]
      const displaced = { ...move, sessionNumber: older }
      expect(await store.moveCursors([displaced])).toEqual([
        { move: displaced, reason: 'displaced', ackedSeq: 0 },
      ])
      expect(await countsOf(store, { id: entry.id, now: START })).toEqual({ pending: 1 })
      expect(await store.moveCursors([{ ...move, sessionNumber: newer }])).toEqual([])
      const again = { ...move, sessionNumber: newer }
      expect(await store.moveCursors([again])).toEqual([{ move: again, reason: 'elsewhere', ackedSeq: 1 }])
    })

    it('apply the valid moves of a flush, and report the others', async ({ store }) => {
      const clientAppToken = newTokenName()
      const [alice, bob] = [
        await addMember(store, { clientAppToken }),
        await addMember(store, { clientAppToken }),
      ]
      await send(store, { clientAppToken })
      const last = await send(store, { clientAppToken })
      const move = { tokenId: alice.tokenId, sessionNumber: 0, gaps: [], at: START }
      const refused = await store.moveCursors([
        { ...move, registrationId: alice.registrationId, fromSeq: 0, toSeq: 1 },
        { ...move, registrationId: bob.registrationId, fromSeq: 1, toSeq: 2 },
        { ...move, registrationId: alice.registrationId, fromSeq: 1, toSeq: 2 },
        { ...move, registrationId: 2_000_000_000, fromSeq: 0, toSeq: 1 },
      ])
      expect(registrationsOf(refused)).toEqual([bob.registrationId, 2_000_000_000])
      expect(await countsOf(store, { id: last.id, now: START })).toEqual({ acked: 1, pending: 1 })
    })

    it('do not count a gap as acknowledged', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const entries = []
      for (const ttlSeconds of [60, 1, 1, 60, 1])
        entries.push(await send(store, { clientAppToken, ttlSeconds }))
      const now = START + 2000
      await ack(store, member, {
        toSeq: 5,
        gaps: [
          [2, 3],
          [5, 5],
        ],
        at: now,
      })
      const counts = await Promise.all(entries.map(({ id }) => countsOf(store, { id, now })))
      const [acked, expired] = [{ acked: 1 }, { expiredByTtl: 1 }]
      expect(counts).toEqual([acked, expired, expired, acked, expired])
      const outcomes = await Promise.all(entries.map(({ id }) => outcomesOf(store, { id, now })))
      expect(outcomes.flat()).toEqual(['acked', 'expired', 'expired', 'acked', 'expired'])
    })

    it('count each acknowledgement once over many registrations and many seqs', async ({ store }) => {
      const clientAppToken = newTokenName()
      const members = []
      for (let count = 0; count < 20; count += 1) members.push(await addMember(store, { clientAppToken }))
      const entries = await sendMany(store, { clientAppToken, count: 30 })
      const moves = members.map(({ registrationId, tokenId }, index) => ({
        registrationId,
        tokenId,
        sessionNumber: 0,
        fromSeq: 0,
        toSeq: ((index * 7) % 30) + 1,
        gaps: [],
        at: START + index,
      }))
      expect(await store.moveCursors(moves)).toEqual([])
      for (const { id, seq } of entries) {
        const acked = moves.filter((move) => move.toSeq >= seq).length
        const row = await store.findNotification({ id, now: START })
        expect({ seq, acked: row?.acked }).toEqual({ seq, acked })
        const deliveries = await readAll((page) => store.listDeliveries({ ...page, id, now: START }), 7)
        expect(deliveries.filter((row) => row.outcome === 'acked')).toHaveLength(acked)
      }
    })

    it('reveal the acknowledgements within a move of thousands of seqs', async ({ store }) => {
      const clientAppToken = newTokenName()
      const member = await addMember(store, { clientAppToken })
      const ids = (await sendMany(store, { clientAppToken, count: 2200 })).map((entry) => entry.id)
      await ack(store, member, { toSeq: 2200, gaps: [[1500, 1500]], at: START + 3 })
      for (const seq of [1, 1023, 1024, 1025, 1499, 1501, 2047, 2048, 2200]) {
        expect(await outcomesOf(store, { id: ids[seq - 1] ?? '', now: START })).toEqual(['acked'])
      }
      expect(await outcomesOf(store, { id: ids[1499] ?? '', now: START })).toEqual(['pending'])
    })
  })

  describe('outcomes', () => {
    it('turn pending into expired at the end of the TTL, and still count late acknowledgements', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      const { id } = await send(store, { clientAppToken, ttlSeconds: 60 })
      expect(await countsOf(store, { id, now: START + 59_999 })).toEqual({ pending: 2 })
      expect(await countsOf(store, { id, now: START + 60_000 })).toEqual({ expiredByTtl: 2 })
      await ack(store, alice, { toSeq: 1, at: START + 60_001 })
      expect(await countsOf(store, { id, now: START + 60_002 })).toEqual({ acked: 1, expiredByTtl: 1 })
    })

    it('keep TTL 0 pending for two seconds for the connected members, and expired for the others', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const [here, later, gone, away] = await Promise.all(
        [1, 2, 3, 4].map(() => addMember(store, { clientAppToken })),
      )
      const open = (member: { aoiClientId: string } | undefined, at: number) =>
        store.openSession({ aoiClientId: member?.aoiClientId ?? '', at, nodeId: 'node' })
      await open(here, START)
      const left = await open(gone, START)
      const { id } = await send(store, { clientAppToken, ttlSeconds: 0, at: START + 10 })
      await open(later, START + 11)
      const ended = { aoiClientId: gone?.aoiClientId ?? '', sessionNumber: left?.sessionNumber ?? 0 }
      await store.closeSessions([{ ...ended, at: START + 12 }])
      expect(await countsOf(store, { id, now: START + 2009 })).toEqual({ pending: 1, expiredByTtl: 3 })
      const outcomes = new Map(
        (await store.listDeliveries({ id, now: START + 2009, limit: 9 })).rows.map((row) => [
          row.aoiClientId,
          row.outcome,
        ]),
      )
      expect([here, later, gone, away].map((member) => outcomes.get(member?.aoiClientId ?? ''))).toEqual([
        'pending',
        'expired',
        'expired',
        'expired',
      ])
      expect(await outcomesOf(store, { id, now: START + 2010 })).toEqual([
        'expired',
        'expired',
        'expired',
        'expired',
      ])
      expect(await store.cancelNotification({ id, at: START + 2010 })).toBe(false)
      expect(await store.cancelNotification({ id, at: START + 2009 })).toBe(true)
      expect(await countsOf(store, { id, now: START + 2009 })).toEqual({ cancelled: 4 })
    })

    it('turn pending into cancelled once, and keep other outcomes', async ({ store }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      const { id } = await send(store, { clientAppToken })
      const short = await send(store, { clientAppToken, ttlSeconds: 1 })
      await ack(store, alice, { toSeq: 1 })
      expect(await store.cancelNotification({ id, at: START + 5 })).toBe(true)
      expect(await store.cancelNotification({ id, at: START + 6 })).toBe(false)
      expect(await store.findNotification({ id, now: START + 7 })).toMatchObject({
        cancelledAt: START + 5,
        pending: 0,
      })
      expect(await countsOf(store, { id, now: START + 10 * HOUR })).toEqual({ acked: 1, cancelled: 1 })
      expect(await store.cancelNotification({ id: short.id, at: START + 1000 })).toBe(false)
      expect(await store.cancelNotification({ id: '0199ffff-0000-7000-8000-000000000000', at: START })).toBe(
        false,
      )
      const log = await store.readLog([{ tokenId: alice.tokenId, afterSeq: 0, upToSeq: 2 }])
      expect(log.map((entry) => entry.state)).toEqual(['cancelled', 'live'])
    })

    it('count an ended recipient as revoked while the notification is live', async ({ store }) => {
      const clientAppToken = newTokenName()
      const [alice, bob] = [
        await addMember(store, { clientAppToken }),
        await addMember(store, { clientAppToken }),
      ]
      const first = await send(store, { clientAppToken })
      const second = await send(store, { clientAppToken })
      await ack(store, alice, { toSeq: 1 })
      await store.deregister({ aoiClientId: alice.aoiClientId, clientAppToken, at: START })
      const third = await send(store, { clientAppToken })
      expect(await countsOf(store, { id: first.id, now: START })).toEqual({ acked: 1, pending: 1 })
      expect(await countsOf(store, { id: second.id, now: START })).toEqual({ revoked: 1, pending: 1 })
      expect(await countsOf(store, { id: third.id, now: START })).toEqual({ pending: 1 })
      expect(await outcomesOf(store, { id: second.id, now: START })).toEqual(['revoked', 'pending'])
      expect(await countsOf(store, { id: second.id, now: START + HOUR })).toEqual({ expiredByTtl: 2 })
      const deliveries = await store.listDeliveries({ id: third.id, now: START, limit: 9 })
      expect(deliveries.rows.map((row) => row.registrationId)).toEqual([bob.registrationId])
    })

    it('count an acknowledgement that is flushed after the registration ended, up to its end', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      const alice = await addMember(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      const before = await send(store, { clientAppToken })
      await store.endAoiClient({ id: alice.aoiClientId, at: START })
      const after = await send(store, { clientAppToken })
      expect(await ack(store, alice, { toSeq: 2 })).toEqual([])
      expect(await countsOf(store, { id: before.id, now: START })).toEqual({ acked: 1, pending: 1 })
      expect(await countsOf(store, { id: after.id, now: START })).toEqual({ pending: 1 })
    })

    it('are listed by registration, page by page', async ({ store }) => {
      const clientAppToken = newTokenName()
      const members = []
      for (let count = 0; count < 5; count += 1) members.push(await addMember(store, { clientAppToken }))
      const { id } = await send(store, { clientAppToken })
      await addMember(store, { clientAppToken })
      const rows = await readAll((page) => store.listDeliveries({ ...page, id, now: START }), 2)
      expect(rows.map((row) => row.registrationId)).toEqual(members.map((member) => member.registrationId))
      expect((await store.listDeliveries({ id: 'unknown', now: START, limit: 9 })).rows).toEqual([])
    })

    it('are listed by notification, newest first, page by page, without gaps or duplicates', async ({
      store,
    }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const sent: string[] = []
      for (const offset of [0, 1, 1, 1, 2, 3]) {
        sent.push((await send(store, { clientAppToken, at: START + offset })).id)
      }
      const rows = await readAll((page) => store.listNotifications({ ...page, now: START }), 2)
      expect(rows.map((row) => row.acceptedAt - START)).toEqual([3, 2, 1, 1, 1, 0])
      expect(new Set(rows.map((row) => row.id))).toEqual(new Set(sent))
      expect(rows[0]).toEqual(await store.findNotification({ id: sent[5] ?? '', now: START }))
    })

    it('are hidden once the retention of their notification is over', async ({ store }) => {
      const clientAppToken = newTokenName()
      await addMember(store, { clientAppToken })
      const { id, expiresAt } = await send(store, { clientAppToken })
      const over = expiresAt + LIMITS.notificationKeptSeconds * 1000
      expect(await store.findNotification({ id, now: over - 1 })).toBeDefined()
      expect(await store.findNotification({ id, now: over })).toBeUndefined()
      expect((await store.listDeliveries({ id, now: over, limit: 9 })).rows).toEqual([])
    })

    it('refuse a page cursor that the store did not issue', async ({ store }) => {
      for (const cursor of ['', 'x', Buffer.from('{"startsWith":""}').toString('base64url')]) {
        const invalid = { code: 'invalid' }
        await expect(store.listNotifications({ now: START, limit: 1, cursor })).rejects.toMatchObject(invalid)
        await expect(store.listTokens({ limit: 1, cursor })).rejects.toMatchObject(invalid)
        await expect(store.listAoiClients({ limit: 1, cursor })).rejects.toMatchObject(invalid)
      }
    })
  })
}
