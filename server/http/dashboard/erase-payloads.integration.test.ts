import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { actResSchema, selectionSchema } from '#protocol/dashboard/acts.ts'
import { DASHBOARD_OPERATIONS, type DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import type { Announcement } from '#server/core/announcement.ts'
import { OfflineConnection } from '#server/db/backup/offline-connection.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const SECRET = 'the diagnosis of a person'
const reason = 'the person asked for it'

describe('erasing payloads', () => {
  let door: BareDoor
  let operator: SignedIn
  let token: string
  const announced: Announcement[] = []

  const ask = async (
    operation: DashboardOperationName,
    asked: { path?: Record<string, string>; query?: Record<string, string>; body?: object } = {},
  ) => {
    const answered = await callDashboard(door, { operation, as: operator, ...asked })
    expect(answered.status).toBe(200)
    return answered
  }
  const send = async (payload: unknown) => {
    const body = { messageType: 'notificationReq', clientAppToken: token, payload }
    const sent = await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
    return String(sent.body.notificationId)
  }
  const act = async (operation: 'erasePayloads' | 'resendNotifications', request: object) => {
    const selection = selectionSchema.parse(await (await ask('freezeSelection', { body: request })).json())
    const body = { selectionId: selection.selectionId, reason }
    return actResSchema.parse(await (await ask(operation, { body })).json())
  }

  beforeAll(async () => {
    door = await openBareDoor()
    operator = await signInAs(door, 'operator')
    token = await registerApp(door.url, { as: await registerClient(door.url) })
    door.services.announcer.listen((announcement) => announced.push(announcement))
  })
  afterAll(() => door.close())

  it('of one notification removes its payload from page, export and disk, keeps its row, and is audited', async () => {
    // A payload of many pages frees pages of the database, which must not keep it.
    const id = await send({ text: SECRET.repeat(100) })
    const kept = await send({ text: 'kept' })
    // As if a hook had received it.
    const database = new OfflineConnection(join(door.dataDirectory, 'aoi.db'), 'write')
    await database.execute(`
      INSERT INTO "Hook" ("id", "secretHash", "name", "clientAppToken", "applicationName", "shape", "perMinute", "createdBy", "createdAt")
        VALUES ('h', '', '', '', '', 'text', 1, '', 1);
      INSERT INTO "HookRequest" ("hookId", "at", "body", "outcome", "notificationId")
        VALUES ('h', 1, '${SECRET}', 'accepted', '${id}')`)
    database.close()
    expect(await act('erasePayloads', { act: 'erase', ids: [id] })).toEqual({
      done: 1,
      unchanged: 0,
      failed: 0,
    })
    const path = { id }
    expect(await (await ask('readPayload', { path })).json()).toMatchObject({
      payload: '',
      encoding: 'erased',
    })
    const row = (await (await ask('readNotification', { path })).json()) as { token: { id: number } }
    expect(row).toMatchObject({ state: 'cancelled', erasedAt: expect.any(String), recipients: 1 })
    expect(announced).toContainEqual({ kind: 'cancelled', tokenId: row.token.id })
    const exported = await (
      await ask('exportNotifications', { query: { format: 'ndjson', payload: 'true' } })
    ).text()
    expect(exported).toContain('kept')
    expect(exported).not.toContain(SECRET)
    expect(
      exported
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual([kept, id])
    const [audit] = (
      await door.services.context.dashboard.listAudit({ limit: 2, filter: { action: 'notification.erase' } })
    ).rows
    expect(audit).toMatchObject({
      actor: operator.email,
      subject: id,
      detail: expect.stringContaining(reason),
    })
    expect(JSON.stringify(audit)).not.toContain(SECRET)
    const onDisk = ['aoi.db', 'aoi.db-wal'].map((name) => readFileSync(join(door.dataDirectory, name)))
    expect(Buffer.concat(onDisk).includes(SECRET)).toBe(false)
    expect(Buffer.concat(onDisk).includes('kept')).toBe(true)
  })

  it('of all matching notifications works in steps, and none of them can be sent again', async () => {
    const ids: string[] = []
    for (let sent = 0; sent < LIMITS.actStepRows + 5; sent += 1) ids.push(await send({ text: SECRET, sent }))
    const filter = { applicationName: 'com.example.chat', state: 'live' }
    const done = await act('erasePayloads', { act: 'erase', filter })
    expect(done.done).toBeGreaterThanOrEqual(ids.length)
    const again = await act('resendNotifications', { act: 'resend', ids: ids.slice(0, 2) })
    expect(again).toEqual({ done: 0, unchanged: 0, failed: 2 })
    expect(await act('erasePayloads', { act: 'erase', ids: ids.slice(0, 2) })).toMatchObject({ unchanged: 2 })
  })

  it('of a token, or of an AOI Client, freezes exactly the payloads that are there', async () => {
    const tokenSeed = 'a seed that both members have'
    const [alice, bob] = [await registerClient(door.url), await registerClient(door.url)]
    const ofChat = token
    token = await registerApp(door.url, { as: alice, tokenSeed })
    const before = await send('before bob registered')
    await registerApp(door.url, { as: bob, tokenSeed })
    const meant = await send('for both')
    const { dashboard, store } = door.services.context
    const { aoiClientId } = bob
    await store.closeSessions([{ aoiClientId, sessionNumber: 1, openedAt: 1, at: Date.now() }])
    expect(await dashboard.listFlightConnections(aoiClientId)).toHaveLength(1)
    expect(await act('erasePayloads', { act: 'erase', of: { aoiClientId } })).toEqual({
      ...{ done: 1, unchanged: 0, failed: 0 },
    })
    expect(await dashboard.listFlightConnections(aoiClientId)).toEqual([])
    const readPayload = async (id: string) =>
      (await (await ask('readPayload', { path: { id } })).json()).encoding
    expect([await readPayload(before), await readPayload(meant)]).toEqual(['json', 'erased'])
    const row = (await (await ask('readNotification', { path: { id: before } })).json()) as {
      token: { id: number }
    }
    const request = { act: 'erase', of: { tokenId: row.token.id } }
    const frozen = selectionSchema.parse(await (await ask('freezeSelection', { body: request })).json())
    expect(frozen).toMatchObject({
      count: 1,
      sample: [{ id: before, label: expect.stringContaining('com.example.chat') }],
    })
    expect((await act('erasePayloads', request)).done).toBe(1)
    expect(await readPayload(before)).toBe('erased')
    token = ofChat
  })

  it('asks operators to confirm their identity, like other irreversible acts', () => {
    expect(DASHBOARD_OPERATIONS.erasePayloads).toMatchObject({ permission: 'revoke', stepUp: true })
  })
})
