import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { DeliveryRow, Store } from '#server/core/store.ts'
import {
  addClient,
  addMember,
  newTokenName,
  notificationTo,
  readAll,
  requestOf,
  START,
  type StoreTest,
} from './actors.ts'
import { expectedDelivery, type Model, type ModelNotification } from './history-model.ts'
import { stepArbitrary, take, type World } from './history-steps.ts'

async function beginWorld(store: Store): Promise<World> {
  const clients = await Promise.all([1, 2, 3].map(() => addClient(store)))
  const model: Model = { now: START, members: [], notifications: [] }
  return { store, model, clients, tokens: [newTokenName(), newTokenName()] }
}

/** Compares every notification of the world, by its counts and by each of its recipients. */
async function checkOutcomes({ store, model }: World): Promise<void> {
  for (const notification of model.notifications) {
    const { id } = notification
    const deliveries = notification.recipients.map((member) =>
      expectedDelivery(notification, { member, now: model.now }),
    )
    const row = await store.findNotification({ id, now: model.now })
    if (row === undefined) throw new Error('a notification is gone')
    const { acked, pending, expiredByTtl, cancelled, replaced, revoked } = row
    expect(acked + pending + expiredByTtl + cancelled + replaced + revoked).toBe(row.recipients)
    expect({ acked, pending, expired: expiredByTtl, cancelled, replaced, revoked }).toEqual(tally(deliveries))
    expect(await listed(store, { notification, now: model.now })).toEqual(
      deliveries.sort((a, b) => a.registrationId - b.registrationId),
    )
  }
}

/** Compares the list, which counts the ended recipients of many notifications in one pass. */
async function checkList({ store, model }: World): Promise<void> {
  const { now } = model
  const wanted = new Set(model.notifications.map(({ id }) => id))
  const rows = await readAll((page) => store.listNotifications({ ...page, now }), 100)
  for (const row of rows.filter(({ id }) => wanted.has(id))) {
    const found = await store.findNotification({ id: row.id, now })
    expect({ id: row.id, revoked: row.revoked }).toEqual({ id: row.id, revoked: found?.revoked })
  }
}

async function listed(
  store: Store,
  { notification, now }: { notification: ModelNotification; now: number },
): Promise<DeliveryRow[]> {
  return (await store.listDeliveries({ id: notification.id, now, limit: 100 })).rows
}

function tally(deliveries: readonly DeliveryRow[]): Record<DeliveryRow['outcome'], number> {
  const counts = { acked: 0, pending: 0, expired: 0, cancelled: 0, replaced: 0, revoked: 0 }
  for (const delivery of deliveries) counts[delivery.outcome] += 1
  return counts
}

export function describeHistories(it: StoreTest, numRuns: number): void {
  describe('any history', () => {
    it('has outcomes that add up to the recipients at every step, and agree with each recipient’s outcome', async ({
      store,
    }) => {
      const histories = fc.array(stepArbitrary, { minLength: 1, maxLength: 40, size: 'max' })
      await fc.assert(
        fc.asyncProperty(histories, async (steps) => {
          const world = await beginWorld(store)
          for (const step of steps) {
            await take(world, step)
            await checkOutcomes(world)
          }
          await checkList(world)
        }),
        { numRuns: Number(process.env.TEST_HISTORIES ?? numRuns) },
      )
    })

    it('keeps its outcomes consistent when many operations run at once', async ({ store }) => {
      const tokens = [newTokenName(), newTokenName(), newTokenName()]
      const members = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          addMember(store, { clientAppToken: tokens[index % 3] ?? '' }),
        ),
      )
      await store.append([requestOf(tokens.map((token) => notificationTo(token, { topic: 'now' })))])
      const outcomes = await Promise.all([
        ...members.map(({ registrationId, tokenId }) =>
          store.moveCursors([
            { registrationId, tokenId, sessionNumber: 0, fromSeq: 0, toSeq: 1, gaps: [], at: START },
          ]),
        ),
        ...tokens
          .toReversed()
          .map((token) => store.append([requestOf([notificationTo(token, { topic: 'now' })])])),
        ...members.slice(0, 3).map(({ aoiClientId }) => store.endAoiClient({ id: aoiClientId, at: START })),
        ...tokens.map((clientAppToken) => addMember(store, { clientAppToken })),
        store.sweep({ now: START, rows: 10 }),
      ])
      expect(outcomes).toHaveLength(19)
      const { rows } = await store.listNotifications({ limit: 100, now: START })
      for (const row of rows) {
        expect(row.acked + row.pending + row.replaced + row.revoked).toBe(row.recipients)
        const deliveries = await store.listDeliveries({ id: row.id, limit: 100, now: START })
        expect(deliveries.rows).toHaveLength(row.recipients)
      }
      expect(rows).toHaveLength(6)
    })
  })
}
