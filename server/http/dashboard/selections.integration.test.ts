import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import { actResSchema, type FrozenSelection, selectionSchema } from '#protocol/dashboard/acts.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import type { Announcement } from '#server/core/announcement.ts'
import { writeSearchTerms } from '#server/core/search/write-search-terms.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { push, registerForPush } from '#server/testing/push-door.ts'
import { notificationTo, requestOf } from '#server/testing/store-contract/actors.ts'
import { makeVapidSender } from '#server/testing/vapid-sender.ts'

const SEED = { tokenSeed: 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM' }
const reason = 'they asked for it'

describe('acts on a frozen selection', () => {
  let door: BareDoor
  let operator: SignedIn
  let announced: Announcement[]

  const ask = async (
    operation: DashboardOperationName,
    asked: { path?: Record<string, string>; query?: Record<string, string>; body?: object } = {},
    as = operator,
  ) => {
    const answered = await callDashboard(door, { operation, as, ...asked })
    return { status: answered.status, body: JSON.parse(await answered.text()) }
  }
  const freeze = async (body: object): Promise<FrozenSelection> =>
    selectionSchema.parse((await ask('freezeSelection', { body })).body)
  const act = async (operation: DashboardOperationName, { selectionId }: FrozenSelection) =>
    actResSchema.parse((await ask(operation, { body: { selectionId, reason } })).body)
  const lastAudit = async () =>
    (await door.services.context.dashboard.listAudit({ limit: 1, filter: {} })).rows[0]
  const send = async (clientAppToken: string, elements: object = {}): Promise<string> => {
    const body = { messageType: 'notificationReq', clientAppToken, payload: { text: 'x' }, ...elements }
    const sent = await call(door.url, { path: '/api/v1/notifications', key: door.keys.chat, body })
    return String(sent.body.notificationId)
  }
  const newToken = async () => registerApp(door.url, { as: await registerClient(door.url) })

  beforeAll(async () => {
    door = await openBareDoor()
    operator = await signInAs(door, 'operator')
    announced = []
    door.services.announcer.listen((announcement) => announced.push(announcement))
  })
  afterAll(() => door.close())

  it('cancel exactly the frozen notifications, not later ones, and write one audit event', async () => {
    const token = await newToken()
    const frozen = [await send(token), await send(token), await send(token)]
    const tokenId = Number((await ask('readNotification', { path: { id: frozen[0] ?? '' } })).body.token.id)
    const selection = await freeze({ act: 'cancel', filter: { tokenId, state: 'live' } })
    expect(selection).toMatchObject({ count: 3 })
    expect(selection.sample.map(({ id }) => id)).toEqual(frozen.toReversed())
    const later = await send(token)
    expect(await act('cancelNotifications', selection)).toEqual({ done: 3, unchanged: 0, failed: 0 })
    const states = await Promise.all(
      [...frozen, later].map(async (id) => (await ask('readNotification', { path: { id } })).body.state),
    )
    expect(states).toEqual(['cancelled', 'cancelled', 'cancelled', 'live'])
    expect(await lastAudit()).toMatchObject({
      ...{
        actor: operator.email,
        action: 'notification.cancel',
        subject: `selection ${selection.selectionId}`,
      },
      detail: expect.stringContaining('3 of 3 (0 failed): they asked for it'),
    })
    expect(announced).toContainEqual({ kind: 'cancelled', tokenId })
    const again = await freeze({ act: 'cancel', ids: frozen })
    expect(await act('cancelNotifications', again)).toEqual({ done: 0, unchanged: 3, failed: 0 })
  })

  it('work once, for the operator who froze the selection, for the same act, within ten minutes', async () => {
    const id = await send(await newToken())
    const selection = await freeze({ act: 'cancel', ids: [id] })
    const body = { selectionId: selection.selectionId, reason }
    const other = await signInAs(door, 'operator')
    expect((await ask('cancelNotifications', { body }, other)).status).toBe(404)
    expect((await ask('resendNotifications', { body })).status).toBe(404)
    expect(await act('cancelNotifications', selection)).toMatchObject({ done: 1 })
    expect((await ask('cancelNotifications', { body })).status).toBe(404)

    const { selectionId } = await freeze({ act: 'cancel', ids: [id] })
    const { clock } = door.services.context
    const now = clock.now()
    vi.spyOn(clock, 'now').mockImplementation(() => now + LIMITS.selectionSeconds * 1000 + 1)
    expect((await ask('cancelNotifications', { body: { selectionId, reason } })).status).toBe(404)
    vi.restoreAllMocks()
  })

  it('send a notification again to the whole token, once even if it is selected twice', async () => {
    const token = await newToken()
    const first = await send(token, { ttl: 77, urgency: 'high' })
    const selection = await freeze({ act: 'resend', ids: [first, first] })
    expect(selection.count).toBe(1)
    expect(await act('resendNotifications', selection)).toEqual({ done: 1, unchanged: 0, failed: 0 })
    const { rows } = (await ask('listNotifications', { query: { limit: '1' } })).body
    expect(rows[0]).toMatchObject({ ttlSeconds: 77, urgency: 'high', serverApplication: 'dashboard' })
    expect(rows[0].id).not.toBe(first)
    const payload = await ask('readPayload', { path: { id: rows[0].id } })
    expect(payload.body.payload).toBe('{"text":"x"}')
  })

  it('send again to the members without it, once, and announce the new entry', async () => {
    const token = await newToken()
    const [missed, live] = [await send(token), await send(token)]
    await act('cancelNotifications', await freeze({ act: 'cancel', ids: [missed] }))
    const again = async (id: string) =>
      act('resendToMissing', await freeze({ act: 'resendToMissing', ids: [id] }))
    expect(await again(missed)).toEqual({ done: 1, unchanged: 0, failed: 0 })
    expect(announced.at(-1)).toMatchObject({ kind: 'appendedAgain', seq: 3 })
    const { rows } = (await ask('listNotifications', { query: { limit: '1' } })).body
    const fanOut = (await ask('readFanOut', { path: { id: rows[0].id } })).body
    expect(fanOut).toMatchObject({ resendOf: missed, recipients: 1 })
    expect(await lastAudit()).toMatchObject({ action: 'notification.resendToMissing', subject: missed })
    expect(await again(missed)).toEqual({ done: 0, unchanged: 1, failed: 0 })
    expect(await again(live)).toEqual({ done: 0, unchanged: 1, failed: 0 })
  })

  it('send again a Web Push message to a bound token, byte for byte, and nothing else to it', async () => {
    const sender = makeVapidSender()
    const token = await registerForPush(door.url, { vapidKey: sender.publicKey })
    const pushed = await push(door.url, token, {
      ...{ raw: new Uint8Array([1, 2, 3]), 'content-encoding': 'aes128gcm', ttl: '99' },
      authorization: sender.authorize(door.url),
    })
    expect(pushed.status).toBe(201)
    const [first] = (await ask('listNotifications', { query: { limit: '1' } })).body.rows
    const selection = await freeze({ act: 'resend', ids: [first.id] })
    expect(await act('resendNotifications', selection)).toEqual({ done: 1, unchanged: 0, failed: 0 })
    const { store, clock } = door.services.context
    const [sent, ...others] = (await store.listNotifications({ now: clock.now(), limit: 2 })).rows
    expect(others).toHaveLength(1)
    const tokenId = sent?.tokenId ?? 0
    const entries = await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 2 }])
    expect(entries.map(({ payload, headers }) => [payload, headers])).toEqual(
      Array.from({ length: 2 }, () => ['AQID', '{"encoding":"aes128gcm"}']),
    )
    expect(await lastAudit()).toMatchObject({ action: 'notification.resend' })
    const test = { text: 'forged', requestId: crypto.randomUUID() }
    expect((await ask('sendTest', { path: { id: String(tokenId) }, body: test })).status).toBe(403)
  })

  it('disconnect connected AOI Clients, and end AOI Clients with their registrations', async () => {
    const [on, off] = [await registerClient(door.url), await registerClient(door.url)]
    const ids = [on.aoiClientId, off.aoiClientId]
    const { context, census } = door.services
    await context.store.openSession({
      aoiClientId: on.aoiClientId,
      at: context.clock.now(),
      nodeId: census.id,
    })
    const online = await freeze({ act: 'disconnect', ids })
    expect(await act('disconnectAoiClients', online)).toEqual({ done: 1, unchanged: 1, failed: 0 })
    expect(announced).toContainEqual({ kind: 'disconnected', aoiClientIds: [on.aoiClientId] })
    const selection = await freeze({ act: 'deregister', ids })
    expect(await act('endAoiClients', selection)).toEqual({ done: 2, unchanged: 0, failed: 0 })
    expect(await freeze({ act: 'deregister', ids })).toMatchObject({ count: 0, sample: [] })
  })

  it('label all AOI Clients that match the filters, which the search and the list find by it', async () => {
    const name = `Meter ${crypto.randomUUID()}`
    const { context } = door.services
    const made = Array.from(
      { length: 3 },
      (_, place) => `ac_meter_${place}_${crypto.randomUUID().slice(0, 4)}`,
    )
    for (const id of made)
      await context.store.createAoiClient({ id, secretHash: '00', name, createdAt: context.clock.now() })
    const clients = { name, online: 'false' }
    const selection = await freeze({ act: 'label', clients })
    expect(selection.count).toBe(3)
    const body = { selectionId: selection.selectionId, reason, label: 'cellar' }
    expect((await ask('labelAoiClients', { body })).body).toEqual({ done: 3, unchanged: 0, failed: 0 })
    expect((await lastAudit())?.detail).toContain('they asked for it, label "cellar"')
    const listed = await ask('listAoiClients', { query: { label: 'cellar' } })
    expect(listed.body.rows.map(({ label }: { label: string }) => label)).toEqual(made.map(() => 'cellar'))
    await writeSearchTerms(context)
    const found = await ask('search', { body: { text: 'cella' } })
    expect(JSON.stringify(found.body)).toContain(made[0])
    const ending = await freeze({ act: 'deregister', clients: { label: 'cellar' } })
    const asked = { selectionId: ending.selectionId, reason, label: 'replaced 2026' }
    expect((await ask('endAoiClients', { body: asked })).body).toMatchObject({ done: 3 })
    expect((await lastAudit())?.detail).toContain('label "replaced 2026"')
    expect((await ask('listAoiClients', { query: { name } })).body.rows).toEqual([])
  })

  it('remove members by registration: a member that registers again meanwhile stays', async () => {
    const members = [await registerClient(door.url), await registerClient(door.url)]
    let token = ''
    for (const as of members) token = await registerApp(door.url, { as, ...SEED })
    const { rows } = (await ask('listRegistrations', { query: { limit: '2' } })).body
    const ids = rows.map((row: { id: number }) => row.id)
    const selection = await freeze({ act: 'removeMembers', ids })
    const [leaver] = members
    if (leaver === undefined) throw new Error('no member')
    await call(door.url, {
      ...{ method: 'DELETE', path: `/api/v1/client-app-registrations/${token}`, as: leaver },
    })
    await registerApp(door.url, { as: leaver, ...SEED })
    expect(await act('removeMembers', selection)).toEqual({ done: 1, unchanged: 1, failed: 0 })
    const path = { id: String(rows[0].token.id) }
    const left = await ask('listMembers', { path })
    expect(left.body.rows.map((row: { aoiClientId: string }) => row.aoiClientId)).toEqual([
      leaver.aoiClientId,
    ])
    expect((await ask('readToken', { path })).body.members).toBe(1)
  })

  it('refuse a selection over the limit of an act', async () => {
    const ids = Array.from({ length: LIMITS.selectionIds + 1 }, (_, index) => index + 1)
    expect((await ask('freezeSelection', { body: { act: 'removeMembers', ids } })).status).toBe(400)
    const token = await newToken()
    const { store } = door.services.context
    for (let sent = 0; sent <= LIMITS.selectionRows; sent += 1000) {
      const notifications = Array.from({ length: 1000 }, () => notificationTo(token))
      const { clock } = door.services.context
      await store.append([
        requestOf(notifications, { acceptedAt: clock.now(), grants: ['com.example.chat'] }),
      ])
    }
    const refused = await ask('freezeSelection', {
      body: { act: 'cancel', filter: { applicationName: 'com.example.chat' } },
    })
    expect(refused).toMatchObject({ status: 400, body: { desc: expect.stringContaining('at most 10000') } })
  })

  it('are refused to viewers', async () => {
    const viewer = await signInAs(door, 'viewer')
    expect(
      (await ask('freezeSelection', { body: { act: 'cancel', ids: [crypto.randomUUID()] } }, viewer)).status,
    ).toBe(403)
  })
})
