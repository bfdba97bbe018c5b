import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { overviewSchema } from '#protocol'
import { explanationSchema, fanOutSchema, recipientsSchema } from '#protocol/dashboard/fan-out.ts'
import { aoiClientsPageSchema } from '#protocol/dashboard/lists/aoi-clients.ts'
import { notificationsPageSchema } from '#protocol/dashboard/lists/notifications.ts'
import { registrationsPageSchema } from '#protocol/dashboard/lists/registrations.ts'
import { tokensPageSchema } from '#protocol/dashboard/lists/tokens.ts'
import { simulationStartedSchema, simulationsSchema } from '#protocol/dashboard/simulations.ts'
import { notificationStagesSchema } from '#protocol/dashboard/stages.ts'
import { tokenPictureSchema } from '#protocol/dashboard/token-picture.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { NO_HUB } from '#server/build-services.ts'
import type { Reach } from '#server/core/presence.ts'
import type { CursorMove } from '#server/core/store.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

let door: BareDoor
let as: SignedIn
let reach: Reach
beforeEach(async () => {
  reach = 'offline'
  door = await openBareDoor({ hub: { ...NO_HUB, reachOf: () => reach, cursors: { move } } })
  as = await signInAs(door, 'admin')
})
afterEach(async () => door.close())

const SEED = 'a seed of the tests, long'

async function send(clientAppToken: string, more: object = {}): Promise<string> {
  const { body } = await call(door.url, {
    ...{ method: 'POST', path: '/api/v1/notifications', key: door.keys.chat },
    body: { messageType: 'notificationReq', clientAppToken, payload: 'p', ...more },
  })
  return String(body.notificationId)
}

async function read<Schema extends { parse: (answer: unknown) => unknown }>(
  operation: Parameters<typeof callDashboard>[1]['operation'],
  asked: { schema: Schema; path?: Record<string, string>; query?: Record<string, string>; body?: object },
): Promise<ReturnType<Schema['parse']>> {
  const { schema, ...request } = asked
  const answered = await callDashboard(door, { operation, as, ...request })
  expect(answered.status).toBe(200)
  return schema.parse(await answered.json()) as ReturnType<Schema['parse']>
}

const why = (id: string, aoiClientId: string) =>
  read('explainRecipient', { path: { id, aoiClientId }, schema: explanationSchema })

describe('a fan-out', () => {
  it('reports for any AOI Client the step that the notification has reached', async () => {
    const [alice, bob, carol, dan] = await Promise.all([1, 2, 3, 4].map(() => registerClient(door.url)))
    if (!alice || !bob || !carol || !dan) throw new Error('not registered')
    const token = await registerApp(door.url, { as: alice, tokenSeed: SEED })
    await registerApp(door.url, { as: bob, tokenSeed: SEED })
    const { store, clock } = door.services.context
    const end = async (aoiClientId: string) => {
      const ended = await store.deregister({ aoiClientId, clientAppToken: token, at: clock.now() })
      if (ended !== undefined)
        door.services.announcer.announce({ kind: 'deregistered', aoiClientId, ...ended })
    }
    await registerApp(door.url, { as: dan, tokenSeed: SEED })
    await end(dan.aoiClientId)
    const id = await send(token)
    await registerApp(door.url, { as: carol, tokenSeed: SEED })

    expect(await why(id, alice.aoiClientId)).toMatchObject({
      explanation: 'offline',
      steps: [
        { done: true },
        { done: true },
        { step: 'connected', done: false },
        { done: false },
        { done: false },
      ],
    })
    expect(await why(id, carol.aoiClientId)).toMatchObject({ explanation: 'registeredLater' })
    expect(await why(id, dan.aoiClientId)).toMatchObject({ explanation: 'deregisteredBefore' })
    expect(await why(id, `ac_${'x'.repeat(22)}`)).toMatchObject({ explanation: 'unknownAoiClient' })
    const eve = await registerClient(door.url)
    expect(await why(id, eve.aoiClientId)).toMatchObject({ explanation: 'neverRegistered' })

    reach = 'queued'
    expect(await why(id, alice.aoiClientId)).toMatchObject({ explanation: 'connectedNotReading' })
    reach = 'sent'
    expect(await why(id, alice.aoiClientId)).toMatchObject({ explanation: 'sentNotAcked' })
    expect(await read('readFanOut', { path: { id }, schema: fanOutSchema })).toMatchObject({
      ...{ recipients: 2, state: 'live', counts: { sent: 2, acked: 0 } },
    })

    const [registration] = (await store.listRegistrations({ aoiClientId: alice.aoiClientId, limit: 1 })).rows
    const { registrationId = 0, tokenId = 0, ackedSeq = 0 } = registration ?? {}
    const move = {
      registrationId,
      tokenId,
      sessionNumber: 0,
      fromSeq: ackedSeq,
      toSeq: ackedSeq + 1,
      gaps: [],
      at: clock.now(),
    }
    await store.moveCursors([move])
    door.services.announcer.announce({ kind: 'acked', moves: [move] })
    expect(await why(id, alice.aoiClientId)).toMatchObject({ explanation: 'acked' })
    await end(bob.aoiClientId)
    expect(await why(id, bob.aoiClientId)).toMatchObject({ explanation: 'revoked' })
    await vi.waitFor(
      async () =>
        expect(await read('readFanOut', { path: { id }, schema: fanOutSchema })).toMatchObject({
          counts: { acked: 1, revoked: 1, sent: 0 },
        }),
      { timeout: 5000 },
    )
  })

  it('has a picture of its token: the senders by name, and the members by state', async () => {
    const [alice, bob] = [await registerClient(door.url), await registerClient(door.url)]
    const token = await registerApp(door.url, { as: alice, tokenSeed: SEED })
    await send(token)
    await registerApp(door.url, { as: bob, tokenSeed: SEED })
    const { aoiClientId } = alice
    const { rows } = await door.services.context.store.listRegistrations({ aoiClientId, limit: 1 })
    const path = { id: String(rows[0]?.tokenId) }
    const picture = await read('readTokenPicture', { path, schema: tokenPictureSchema })
    expect(picture).toMatchObject({
      ...{ members: 2, online: 0, hasMoreSenders: false },
      senders: [{ name: 'chat', notifications: 1 }],
      states: { offlineBehind: 1, offline: 1, upToDate: 0, connectedBehind: 0, byPush: 0 },
      first: [
        { aoiClientId, state: 'offlineBehind', behind: 1 },
        { aoiClientId: bob.aoiClientId, state: 'offline', behind: 0 },
      ],
    })
  })

  it('compares the stages of a notification with those of the notifications before it', async () => {
    const alice = await registerClient(door.url)
    const token = await registerApp(door.url, { as: alice, tokenSeed: SEED })
    const { store, clock } = door.services.context
    const [registration] = (await store.listRegistrations({ aoiClientId: alice.aoiClientId, limit: 1 })).rows
    const { registrationId = 0, tokenId = 0 } = registration ?? {}
    const stages = (id: string) => read('readStages', { path: { id }, schema: notificationStagesSchema })
    for (let seq = 1; seq <= 3; seq += 1) {
      const id = await send(token)
      expect((await stages(id)).usual.half).toBeUndefined()
      const cursor = { registrationId, tokenId, sessionNumber: 0, fromSeq: seq - 1, toSeq: seq, gaps: [] }
      await store.moveCursors([{ ...cursor, at: clock.now() + 1000 }])
    }
    const { seen, usual, notifications } = await stages(await send(token))
    expect(seen.committed).toBeGreaterThanOrEqual(0)
    expect(seen.firstWrite).toBeUndefined()
    expect(usual.half).toBeGreaterThanOrEqual(900)
    expect(usual.last).toBe(usual.half)
    expect(notifications).toBe(3)
  })

  it.each([
    ['cancelled', {}],
    ['replaced', { topic: 'weather' }],
  ] as const)('reports that a notification was %s', async (explanation, more) => {
    const alice = await registerClient(door.url)
    const token = await registerApp(door.url, { as: alice, tokenSeed: SEED })
    const id = await send(token, more)
    if (explanation === 'replaced') await send(token, more)
    else await call(door.url, { method: 'DELETE', path: `/api/v1/notifications/${id}`, key: door.keys.chat })
    expect(await why(id, alice.aoiClientId)).toMatchObject({ explanation })
    const { rows } = await read('listRecipients', { path: { id }, schema: recipientsSchema })
    expect(rows).toMatchObject([{ outcome: 'expired', ending: explanation }])
  })

  it('pages and filters recipients, and shows the same after a full reload', async () => {
    const started = await simulate({ recipients: 1200, onlineShare: 0.5, silentShare: 0, medianMs: 1 })
    await showNothingSimulated()
    const path = { id: started.notificationId }
    await vi.waitFor(
      async () => {
        const { counts } = await read('readFanOut', { path, schema: fanOutSchema })
        expect(counts.acked + counts.waiting).toBe(1200)
      },
      { timeout: 50_000, interval: 100 },
    )
    const { counts, histogram } = await read('readFanOut', { path, schema: fanOutSchema })
    expect(counts.acked).toBeGreaterThan(400)
    const acked = await read('listRecipients', {
      path,
      query: { outcome: 'acked', limit: '100' },
      schema: recipientsSchema,
    })
    expect(acked).toMatchObject({ total: counts.acked, next: expect.any(Number) })
    const next = await read('listRecipients', {
      ...{
        path,
        query: { outcome: 'acked', limit: '100', start: String(acked.next) },
        schema: recipientsSchema,
      },
    })
    expect(next.rows[0]?.index).toBe(acked.next)
    const one = next.rows[0]?.aoiClientId ?? ''
    const found = await read('listRecipients', {
      path,
      query: { aoiClientId: one },
      schema: recipientsSchema,
    })
    expect(found).toMatchObject({
      total: 1,
      rows: [{ aoiClientId: one, name: expect.stringContaining('Simulated') }],
    })
    const times = TimeHistogram.from(histogram)
    expect(times.total).toBe(counts.acked)
    const quick = { from: '0', to: '1' }
    expect((await read('listRecipients', { path, query: quick, schema: recipientsSchema })).total).toBe(
      times.countOf(0),
    )

    const rows = await door.services.context.store.readRecipients({ id: path.id, now: Date.now() })
    expect(rows.filter(({ outcome }) => outcome === 'acked')).toHaveLength(counts.acked)
    await remove(started.simulationId)
    expect((await callDashboard(door, { operation: 'readFanOut', as, path })).status).toBe(404)
    expect(await door.services.context.store.count()).toMatchObject({
      aoiClients: 0,
      registrations: 0,
      sharedTokens: 0,
    })
  }, 30_000)
})

/** Expects no simulated row in a key figure, nor in a list without `simulated`. */
async function showNothingSimulated() {
  const overview = await read('readOverview', { schema: overviewSchema })
  expect(overview).toMatchObject({
    ...{ notifications: [], counts: { aoiClients: 0, registrations: 0, sharedTokens: 0 } },
    ...{ pulse: { lastMinute: 0 }, lastHour: { notifications: 0, recipients: 0 } },
  })
  const lists = [
    ['listNotifications', notificationsPageSchema],
    ['listTokens', tokensPageSchema],
    ['listAoiClients', aoiClientsPageSchema],
    ['listRegistrations', registrationsPageSchema],
  ] as const
  for (const [operation, schema] of lists) {
    expect((await read(operation, { schema })).rows, operation).toEqual([])
    const shown = await read(operation, { schema, query: { simulated: 'true' } })
    expect(shown.rows.length, operation).toBeGreaterThan(0)
  }
}

/** Stands in for the hub: the moved cursor becomes durable, and is then announced. */
function move(moved: CursorMove): void {
  const { announcer, context } = door.services
  void context.store.moveCursors([moved]).then(() => announcer.announce({ kind: 'acked', moves: [moved] }))
}

function simulate(body: object) {
  return read('startSimulation', { body, schema: simulationStartedSchema })
}

async function remove(id: string): Promise<void> {
  const { simulations } = await read('listSimulations', { schema: simulationsSchema })
  expect(simulations).toMatchObject([{ simulationId: id, recipients: 1200 }])
  expect((await callDashboard(door, { operation: 'removeSimulation', as, path: { id } })).status).toBe(204)
  expect((await callDashboard(door, { operation: 'removeSimulation', as, path: { id } })).status).toBe(404)
}
