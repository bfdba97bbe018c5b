import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint, LIMITS } from '#protocol'
import { exportProgressSchema } from '#protocol/dashboard/lists/notifications.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { BUSY_TOKEN_ID, fillManyRows, NOBODY } from '#server/testing/many-rows.ts'

const ROWS = { notifications: 5000, quiet: 10, payloadBytes: 4000, others: 2500 }
const NOTIFICATIONS = ROWS.notifications + ROWS.quiet

let door: BareDoor
let admin: SignedIn
let token: string

beforeAll(async () => {
  door = await openBareDoor()
  await fillManyRows(door.dataDirectory, ROWS)
  admin = await signInAs(door, 'admin')
  token = await registerApp(door.url, { as: await registerClient(door.url) })
})
afterAll(() => door.close())

type RequestParts = { query?: Record<string, string>; body?: object; path?: Record<string, string> }

async function ask(
  operation: DashboardOperationName,
  asked: RequestParts = {},
  as = admin,
): Promise<Response> {
  return callDashboard(door, { operation, as, ...asked })
}

async function freeze(): Promise<string> {
  const body = { act: 'cancel', filter: { applicationName: 'quiet.app' } }
  return ((await (await ask('freezeSelection', { body })).json()) as { selectionId: string }).selectionId
}

/** Repeats a send and a health check until `isOver`. Returns how many times both succeeded. */
async function goOn(isOver: () => boolean): Promise<number> {
  let answered = 0
  do {
    const body = { messageType: 'notificationReq', clientAppToken: token, payload: 1, ttl: 0 }
    const sent = await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
    expect(sent.status).toBe(201)
    expect((await fetch(`${door.url}/api/health`)).status).toBe(200)
    answered += 1
  } while (!isOver())
  return answered
}

type LongJob = { name: string; rows: number; perStep: number; run: () => Promise<Response> }

const search = (operation: DashboardOperationName, query: Record<string, string>, rows: number): LongJob => ({
  name: `a search without hits in ${operation}`,
  rows: Math.min(rows, LIMITS.listWalkRows),
  perStep: LIMITS.listStepRows,
  run: () => ask(operation, { query }),
})

const JOBS: readonly LongJob[] = [
  {
    name: 'an export as CSV',
    rows: NOTIFICATIONS,
    perStep: LIMITS.exportStepRows,
    run: () => ask('exportNotifications', { query: { format: 'csv' } }),
  },
  {
    name: 'an export as NDJSON with payloads',
    rows: NOTIFICATIONS,
    perStep: LIMITS.exportStepRows,
    run: () => ask('exportNotifications', { query: { format: 'ndjson', payload: 'true' } }),
  },
  {
    name: 'an export without hits',
    rows: NOTIFICATIONS,
    perStep: LIMITS.listStepRows,
    run: () => ask('exportNotifications', { query: { format: 'csv', state: 'replaced' } }),
  },
  search('listNotifications', { state: 'replaced' }, NOTIFICATIONS),
  search('listNotifications', { serverApplicationId: NOBODY }, NOTIFICATIONS),
  search('listTokens', { fingerprint: fingerprint(NOBODY) }, ROWS.others),
  search('listAoiClients', { name: NOBODY }, ROWS.others),
  search('listAoiClients', { online: 'true' }, ROWS.others),
  search('listRegistrations', { applicationName: NOBODY }, ROWS.others),
  search('listRefusals', { code: '503' }, ROWS.others),
  search('listAudit', { actor: NOBODY }, ROWS.others),
  {
    name: 'an act on everything that matches',
    rows: NOTIFICATIONS,
    perStep: LIMITS.listStepRows,
    run: async () =>
      ask('cancelNotifications', { body: { selectionId: await freeze(), reason: 'the test' } }),
  },
  {
    name: 'the end of every member of a token',
    rows: ROWS.others,
    perStep: LIMITS.actStepRows,
    run: () =>
      ask('revokeToken', {
        path: { id: String(BUSY_TOKEN_ID) },
        body: {
          fingerprint: fingerprint(`g1${String(BUSY_TOKEN_ID).padStart(43, '0')}`),
          reason: 'the test',
        },
      }),
  },
]

describe('long work leaves the event loop to health and sends', () => {
  it.each(JOBS)('$name takes bounded steps, with turns of the event loop between them', async (job) => {
    const { pacer } = door.services.context
    const before = pacer.turns
    let [isOver, loops] = [false, 0]
    const goRound = () => {
      loops += 1
      if (!isOver) setImmediate(goRound)
    }
    setImmediate(goRound)
    const running = job.run().then(async (answered) => {
      await answered.text()
      isOver = true
      return answered.status
    })
    const answered = await goOn(() => isOver)
    expect(await running).toBe(200)
    const turns = pacer.turns - before
    // The first step of a search runs at once.
    expect(turns).toBeGreaterThanOrEqual(Math.ceil(job.rows / job.perStep) - 1)
    expect(loops).toBeGreaterThanOrEqual(turns)
    expect(answered).toBeGreaterThan(0)
    expect(door.unexpected).toEqual([])
  })
})

describe('the notifications of a quiet application', () => {
  it('are found at once behind newer rows of another application, if rows have their key', async () => {
    const { store, pacer, clock } = door.services.context
    const read = async () => {
      const before = pacer.turns
      const answered = await ask('listNotifications', { query: { applicationName: 'quiet.app' } })
      const { rows } = (await answered.json()) as { rows: unknown[] }
      return { rows: rows.length, turns: pacer.turns - before }
    }
    // The rows have no application key yet, as an older server left them.
    expect(await read()).toMatchObject({ rows: ROWS.quiet })
    const rows = LIMITS.housekeepingRowsPerStep
    while ((await store.sweep({ now: clock.now(), rows })) > 0);
    expect(await read()).toEqual({ rows: ROWS.quiet, turns: 0 })
  })
})

describe('an export', () => {
  const start = (query: Record<string, string>, as = admin) =>
    callDashboard(door, { operation: 'exportNotifications', as, query: { format: 'ndjson', ...query } })
  const progress = async (id: string) =>
    exportProgressSchema.parse(await (await ask('readExport', { path: { id } })).json())
  const hasEnded = () => expect.poll(() => door.services.context.pacer.running('export')).toBe(0)

  it('reports the number of written rows and of all rows, and its completion', async () => {
    const exportId = crypto.randomUUID()
    const text = await (await start({ exportId, applicationName: 'quiet.app' })).text()
    expect(text.trim().split('\n')).toHaveLength(ROWS.quiet)
    await expect
      .poll(() => progress(exportId))
      .toEqual({ state: 'done', rows: ROWS.quiet, total: ROWS.quiet })
  })

  it('buffers no more than the connection takes while its client does not read, and ends with it', async () => {
    const exportId = crypto.randomUUID()
    const client = new AbortController()
    const headers = { cookie: admin.cookie, origin: door.url }
    const url = `${door.url}/api/dashboard/notifications/export?format=ndjson&payload=true&exportId=${exportId}`
    const unread = await fetch(url, { headers, signal: client.signal })
    await (await start({ payload: 'true' })).text()
    const { state, rows, total } = await progress(exportId)
    expect(state).toBe('running')
    expect(rows).toBeLessThan(total ?? 0)
    expect(unread.bodyUsed).toBe(false)
    client.abort()
    await hasEnded()
    expect((await progress(exportId)).state).toBe('cancelled')
  })

  it('is cancelled by a button of the page, and the file breaks off', async () => {
    const exportId = crypto.randomUUID()
    const answered = await start({ exportId, payload: 'true' })
    expect((await ask('cancelExport', { path: { id: exportId } })).status).toBe(204)
    await expect(answered.text()).rejects.toThrow()
    await hasEnded()
    expect((await progress(exportId)).state).toBe('cancelled')
  })

  it('can be viewed and cancelled only by its operator', async () => {
    const exportId = crypto.randomUUID()
    await (await start({ exportId, applicationName: 'quiet.app' })).text()
    const viewer = await signInAs(door, 'viewer')
    for (const operation of ['readExport', 'cancelExport'] as const)
      expect((await ask(operation, { path: { id: exportId } }, viewer)).status).toBe(404)
    expect((await start({ exportId })).status).toBe(400)
  })

  it('is refused with a sentence while one operator, or all of them, run as many as allowed', async () => {
    const held: AbortController[] = []
    const hold = async (as: SignedIn) => {
      const client = new AbortController()
      held.push(client)
      const headers = { cookie: as.cookie, origin: door.url }
      return fetch(`${door.url}/api/dashboard/notifications/export?format=ndjson`, {
        headers,
        signal: client.signal,
      })
    }
    const [viewer, operator] = [await signInAs(door, 'viewer'), await signInAs(door, 'operator')]
    // A HEAD has no body, so it holds no place.
    for (let times = 0; times < LIMITS.exportsPerOperator; times += 1) {
      const { cookie } = admin
      await fetch(`${door.url}/api/dashboard/notifications/export?format=csv`, {
        method: 'HEAD',
        headers: { cookie },
      })
    }
    await hasEnded()
    for (let times = 0; times < LIMITS.exportsPerOperator; times += 1) await hold(admin)
    const own = await hold(admin)
    expect(own.status).toBe(429)
    expect(await own.json()).toMatchObject({
      desc: `you already run ${LIMITS.exportsPerOperator} exports: wait until one ends`,
    })
    for (let times = LIMITS.exportsPerOperator; times < LIMITS.exportsAtOnce; times += 1) await hold(viewer)
    const all = await hold(operator)
    expect(all.status).toBe(503)
    expect(await all.json()).toMatchObject({
      desc: `the server already runs ${LIMITS.exportsAtOnce} exports: try again`,
    })
    for (const client of held) client.abort()
    await hasEnded()
  })
})
