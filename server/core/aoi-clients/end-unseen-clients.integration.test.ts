import { afterAll, beforeAll, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
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

test('the list and the retention rule find the AOI Clients that have not connected since a time, and no others', async () => {
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
  // For the client of the killed node, the time starts again.
  expect(await list()).toEqual([])
  expect(await endUnseenClients(context, rule)).toBe(0)
  expect((await context.store.count()).aoiClients).toBe(3)
  const [audit] = (await context.dashboard.listAudit({ limit: 1, filter: {} })).rows
  expect(audit).toMatchObject({ actor: 'retention', action: 'aoiClient.end', subject: 'unseen' })
})

test('AOI Clients that never connected end after their days, unless they called by HTTP or have something pending', async () => {
  const { services, close } = await openTestServices()
  const { context, presence } = services
  const { store, clock } = context
  const days = (count: number) => clock.now() - count * DAY
  const ids = {
    idle: 'ac_idle',
    fresh: 'ac_fresh',
    calling: 'ac_calling',
    awaited: 'ac_awaited',
    came: 'ac_came',
  }
  const add = (id: string, daysAgo: number) =>
    store.createAoiClient({ id, secretHash: '', createdAt: days(daysAgo) })
  const register = (aoiClientId: string, daysAgo: number) =>
    store.register({
      ...{
        aoiClientId,
        clientAppToken: tokenOf(aoiClientId),
        kind: 'shared',
        applicationName: 'com.example',
      },
      ...{ tokenScope: '', at: days(daysAgo) },
    })
  const send = (to: string, { daysAgo, ttlDays }: { daysAgo: number; ttlDays: number }) =>
    store.append([
      {
        ...{ serverApplicationId: 'sender', grants: ['com.example'], acceptedAt: days(daysAgo) },
        notifications: [
          {
            ...{ id: crypto.randomUUID(), clientAppToken: tokenOf(to), payload: '1' },
            ...{ ttlSeconds: ttlDays * DAY_SECONDS, urgency: 'normal' },
          },
        ],
      },
    ])
  await add(ids.fresh, 3)
  for (const id of [ids.idle, ids.calling, ids.awaited, ids.came]) await add(id, 20)
  await register(ids.idle, 20)
  await send(ids.idle, { daysAgo: 10, ttlDays: 5 })
  await register(ids.calling, 2)
  await register(ids.awaited, 20)
  await send(ids.awaited, { daysAgo: 10, ttlDays: 28 })
  const opening = await store.openSession({ aoiClientId: ids.came, at: days(15) })
  await store.closeSessions([
    { aoiClientId: ids.came, sessionNumber: opening?.sessionNumber ?? 0, at: days(15) },
  ])

  const rule = { unseenSeconds: LIMITS.neverConnectedKeptSeconds, presence, neverConnected: true } as const
  expect(await endUnseenClients(context, rule)).toBe(1)
  expect(await store.findAoiClient(ids.idle)).toBeUndefined()
  for (const id of [ids.fresh, ids.calling, ids.awaited, ids.came])
    expect(await store.findAoiClient(id)).toBeDefined()
  expect((await store.findToken(tokenOf(ids.idle)))?.members).toBe(0)
  const [audit] = (await context.dashboard.listAudit({ limit: 1, filter: {} })).rows
  expect(audit).toMatchObject({ actor: 'retention', action: 'aoiClient.end', subject: 'neverConnected' })
  expect(await endUnseenClients(context, rule)).toBe(0)
  await close()
})

function tokenOf(aoiClientId: string): string {
  return `g1${aoiClientId.padEnd(43, '0')}`
}
