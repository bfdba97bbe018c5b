import { afterAll, beforeAll, expect, test } from 'vitest'
import { aoiClientsPageSchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { listAoiClients } from '#server/core/dashboard/lists.ts'
import type { Presence } from '#server/core/presence.ts'
import { openTestServices } from '#server/testing/api-door.ts'
import { endUnseenClients } from './end-unseen-clients.ts'

const DAY_SECONDS = 86_400
const DAY = DAY_SECONDS * 1000
const NODE = 'a node that was killed'

let opened: Awaited<ReturnType<typeof openTestServices>>
beforeAll(async () => {
  opened = await openTestServices()
})
afterAll(() => opened.close())

async function addClient(id: string, { daysAgo, isOpen = false }: { daysAgo: number; isOpen?: boolean }) {
  const { store, clock } = opened.services.context
  const at = clock.now() - daysAgo * DAY
  await store.createAoiClient({ id, secretHash: '', createdAt: at })
  const opening = await store.openSession({ aoiClientId: id, nodeId: NODE, at })
  if (!isOpen && opening !== undefined)
    await store.closeSessions([{ aoiClientId: id, sessionNumber: opening.sessionNumber, at }])
}

test('AOI Clients not seen since a time are listed by the filter and ended by the rule, and nobody else is', async () => {
  const { context } = opened.services
  const connected = 'ac_connected0000000000000'
  const presence: Presence = {
    ...opened.services.presence,
    isOnline: ({ aoiClientId }) => aoiClientId === connected,
  }
  await addClient('ac_unseen00000000000000000'.slice(0, 25), { daysAgo: 40 })
  await addClient('ac_seen0000000000000000000'.slice(0, 25), { daysAgo: 3 })
  await addClient('ac_killed00000000000000000'.slice(0, 25), { daysAgo: 40, isOpen: true })
  await addClient(connected, { daysAgo: 40, isOpen: true })
  const list = async () => {
    const notSeenSince = new Date(context.clock.now() - 30 * DAY).toISOString()
    const page = await listAoiClients(context, { query: { notSeenSince }, presence })
    return aoiClientsPageSchema
      .parse(page)
      .rows.map(({ id }) => id.slice(0, 9))
      .sort()
  }
  expect(await list()).toEqual(['ac_killed', 'ac_unseen'])
  const rule = { unseenSeconds: 30 * DAY_SECONDS, presence }
  expect(await endUnseenClients(context, rule)).toBe(1)
  // The time of the one whose node was killed begins anew.
  expect(await list()).toEqual([])
  expect(await endUnseenClients(context, rule)).toBe(0)
  expect((await context.store.count()).aoiClients).toBe(3)
  const [audit] = (await context.dashboard.listAudit({ limit: 1, filter: {} })).rows
  expect(audit).toMatchObject({ actor: 'retention', action: 'aoiClient.end', subject: 'unseen' })
})
