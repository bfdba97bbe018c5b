import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actResSchema, createdApiKeySchema, selectionSchema } from '#protocol/dashboard/acts.ts'
import { scheduledPageSchema } from '#protocol/dashboard/lists/scheduled.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const HOUR = 3_600_000
const DISPLAY = { web_push: 8030, notification: { title: 'Maintenance' } }

describe('scheduled notifications', () => {
  let door: BareDoor
  let admin: SignedIn
  let clientAppToken: string

  type Asked = {
    path?: Record<string, string>
    query?: Record<string, string>
    body?: object
    as?: SignedIn
  }
  const act = async (operation: DashboardOperationName, asked: Asked = {}) => {
    return askDashboard(door, { operation, as: admin, ...asked })
  }
  const list = async (query: Record<string, string> = {}, as = admin) =>
    scheduledPageSchema.parse((await act('listScheduled', { query, as })).body)
  const after = (milliseconds: number) =>
    new Date(door.services.context.clock.now() + milliseconds).toISOString()
  const createKey = async (name: string) =>
    createdApiKeySchema.parse((await act('createApiKey', { body: { name, grants: ['com.example.*'] } })).body)
  const schedule = async (key: string, deliverAt: string, payload: object = DISPLAY): Promise<string> => {
    const body = { messageType: 'notificationReq', clientAppToken, payload, deliverAt }
    return (await call(door.url, { path: '/api/v1/notifications', key, body })).body.notificationId as string
  }

  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    clientAppToken = await registerApp(door.url, { as: await registerClient(door.url) })
  })
  afterAll(() => door.close())

  it('are listed by their time, with titles only for roles that read payloads', async () => {
    const { key } = await createKey('newsroom')
    const later = await schedule(key, after(2 * HOUR), { text: 'no title' })
    const sooner = await schedule(key, after(HOUR))
    const { rows } = await list({ applicationName: 'com.example.chat' })
    expect(rows.map(({ id, title }) => [id, title])).toEqual([
      [sooner, 'Maintenance'],
      [later, undefined],
    ])
    expect(rows[0]).toMatchObject({ serverApplication: 'newsroom', urgency: 'normal', ttlSeconds: 86_400 })
    expect((await list({ limit: '1' })).nextCursor).toBeDefined()
    const auditor = await signInAs(door, 'auditor')
    expect((await list({}, auditor)).rows.map(({ title }) => title)).toEqual([undefined, undefined])
    expect((await list({ applicationName: 'com.example.other' })).rows).toEqual([])
  })

  it('are cancelled as a frozen selection, together with sent ones', async () => {
    const { key } = await createKey('cancelled')
    const id = await schedule(key, after(HOUR))
    const { selectionId, count, sample } = selectionSchema.parse(
      (await act('freezeSelection', { body: { act: 'cancel', ids: [id] } })).body,
    )
    expect([count, sample.map((row) => row.id)]).toEqual([1, [id]])
    const body = { selectionId, reason: 'wrong day' }
    expect(actResSchema.parse((await act('cancelNotifications', { body })).body)).toEqual({
      ...{ done: 1, unchanged: 0, failed: 0 },
    })
    expect((await list()).rows.map((row) => row.id)).not.toContain(id)
  })

  it('get another time, which must be ahead', async () => {
    const { key } = await createKey('moved')
    const path = { id: await schedule(key, after(HOUR)) }
    const deliverAt = after(5 * HOUR)
    expect((await act('changeDeliveryTime', { path, body: { deliverAt } })).status).toBe(204)
    expect((await list()).rows.at(-1)).toMatchObject({ id: path.id, deliverAt })
    const past = await act('changeDeliveryTime', { path, body: { deliverAt: after(-1) } })
    expect([past.status, past.body.desc]).toEqual([
      400,
      'deliverAt: must be ahead; cancel and send it instead',
    ])
    const other = { id: '01999999-0000-7000-8000-000000000000' }
    expect((await act('changeDeliveryTime', { path: other, body: { deliverAt } })).status).toBe(404)
  })

  it('are cancelled when their API key is revoked, and survive its rotation', async () => {
    const old = await createKey('rotated')
    const kept = await schedule(old.key, after(HOUR))
    const body = { overlapSeconds: 0 }
    const next = createdApiKeySchema.parse((await act('rotateApiKey', { path: { id: old.id }, body })).body)
    const lost = await schedule(next.key, after(HOUR))
    expect((await act('revokeApiKey', { path: { id: next.id } })).status).toBe(204)
    const waiting = (await list()).rows.map((row) => row.id)
    expect([waiting.includes(kept), waiting.includes(lost)]).toEqual([true, false])
    const audit = (await act('listAudit', { query: { action: 'notification.cancel' } })).body.rows
    expect(audit[0]).toMatchObject({
      subject: next.id,
      detail: '1 scheduled notification: the API key was revoked',
    })
  })

  it('are cancelled when their hook is revoked', async () => {
    const tokens = (await act('listTokens')).body.rows
    const hook = { name: 'cron', shape: 'ntfy', tokenId: tokens[0].id }
    const { id, url } = (await act('createHook', { body: hook })).body
    const headers = { at: String(Math.floor((door.services.context.clock.now() + HOUR) / 1000)) }
    const sent = await fetch(new URL(new URL(url).pathname, door.url), {
      method: 'POST',
      headers,
      body: 'later',
    })
    expect(sent.status).toBe(200)
    const ofHook = async () =>
      (await list()).rows.filter((row) => row.serverApplication === `cron (hook ${id})`)
    expect(await ofHook()).toHaveLength(1)
    expect((await act('revokeHook', { path: { id } })).status).toBe(204)
    expect(await ofHook()).toEqual([])
  })
})
