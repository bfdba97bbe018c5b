import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprint } from '#protocol'
import { createdApiKeySchema, testSentSchema } from '#protocol/dashboard/acts.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import type { Announcement } from '#server/core/announcement.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

const SEED = { tokenSeed: 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM' }

describe('acts of operators', () => {
  let door: BareDoor
  let admin: SignedIn
  let announced: Announcement[]

  const act = async (
    operation: DashboardOperationName,
    asked: { path?: Record<string, string>; body?: object } = {},
  ) => {
    return askDashboard(door, { operation, as: admin, ...asked })
  }
  const lastAudit = async () => (await act('listAudit')).body.rows[0]
  const send = (key: string, clientAppToken: string) =>
    call(door.url, {
      path: '/api/v1/notifications',
      key,
      body: { messageType: 'notificationReq', clientAppToken, payload: 1 },
    })
  const tokenId = async (token: string): Promise<string> => {
    const found = await callDashboard(door, {
      ...{ operation: 'listTokens', as: admin, query: { fingerprint: fingerprint(token) } },
    } as const)
    return String(((await found.json()) as { rows: { id: number }[] }).rows[0]?.id)
  }

  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    announced = []
    door.services.announcer.listen((announcement) => announced.push(announcement))
  })
  afterAll(() => door.close())

  it('make an API key that can send, show it once, and revoke it', async () => {
    const token = await registerApp(door.url, { as: await registerClient(door.url) })
    const body = { name: 'newsroom', grants: ['com.example.*'] }
    const { id, key } = createdApiKeySchema.parse((await act('createApiKey', { body })).body)
    expect((await send(key, token)).status).toBe(201)
    expect(JSON.stringify((await act('listServerApplications')).body)).not.toContain(key)
    expect(await lastAudit()).toMatchObject({ actor: admin.email, action: 'apiKey.create', subject: id })
    expect((await act('revokeApiKey', { path: { id } })).status).toBe(204)
    expect((await send(key, token)).status).toBe(401)
    expect((await act('revokeApiKey', { path: { id } })).status).toBe(404)
  })

  it('rotate an API key: the new one sends at once, and the old one until the given time', async () => {
    const token = await registerApp(door.url, { as: await registerClient(door.url) })
    const body = { name: 'rotating', grants: ['com.example.chat'], ttlSeconds: 1000 }
    const old = createdApiKeySchema.parse((await act('createApiKey', { body })).body)
    const rotate = async (id: string, overlapSeconds: number) =>
      createdApiKeySchema.parse((await act('rotateApiKey', { path: { id }, body: { overlapSeconds } })).body)
    const second = await rotate(old.id, 600)
    expect([(await send(old.key, token)).status, (await send(second.key, token)).status]).toEqual([201, 201])
    const third = await rotate(second.id, 0)
    expect([(await send(second.key, token)).status, (await send(third.key, token)).status]).toEqual([
      401, 201,
    ])
    const again = await act('rotateApiKey', { path: { id: second.id }, body: { overlapSeconds: 1 } })
    expect(again.status).toBe(404)
    const kept = await door.services.context.store.findApiKey(third.id)
    expect(kept).toMatchObject({ serverApplicationName: 'rotating', grants: ['com.example.chat'] })
    // The two clocks are read one after the other.
    expect(Math.round(((kept?.expiresAt ?? 0) - (kept?.createdAt ?? 0)) / 1000)).toBe(1000)
  })

  it('send a test to all members, and only once for a repeated request', async () => {
    const alice = await registerClient(door.url)
    const token = await registerApp(door.url, { as: alice, ...SEED })
    await registerApp(door.url, { as: await registerClient(door.url), ...SEED })
    const path = { id: await tokenId(token) }
    const body = { text: 'Hello', requestId: crypto.randomUUID() }
    const sent = testSentSchema.parse((await act('sendTest', { path, body })).body)
    expect(sent.recipients).toBe(2)
    expect((await act('sendTest', { path, body })).body).toEqual(sent)
    expect((await act('sendTest', { path, body: { ...body, text: 'Bye' } })).status).toBe(422)
    expect((await act('readPayload', { path: { id: sent.notificationId } })).body.payload).toBe(
      '{"text":"Hello"}',
    )
    expect(await lastAudit()).toMatchObject({
      action: 'token.test',
      subject: `${path.id}/${fingerprint(token)}`,
    })
    expect((await act('sendTest', { path: { id: '9999' }, body })).status).toBe(404)
  })

  it('reveal a token for a reason, which the audit keeps', async () => {
    const token = await registerApp(door.url, { as: await registerClient(door.url) })
    const path = { id: await tokenId(token) }
    expect((await act('revealToken', { path, body: {} })).status).toBe(400)
    const body = { reason: 'a call from support' }
    expect((await act('revealToken', { path, body })).body).toEqual({ clientAppToken: token })
    expect(await lastAudit()).toMatchObject({ action: 'token.reveal', detail: body.reason })
  })

  it('revoke a token by its typed fingerprint: every member is removed and told the reason', async () => {
    const seed = { tokenSeed: 'YW5vdGhlciBzZWVkIG9mIG1vcmUgYnl0ZXM' }
    const members = [await registerClient(door.url), await registerClient(door.url)]
    let token = ''
    for (const as of members) token = await registerApp(door.url, { as, ...seed })
    const path = { id: await tokenId(token) }
    const reason = 'the seed leaked'
    const wrong = await act('revokeToken', { path, body: { fingerprint: '000000', reason } })
    expect(wrong.status).toBe(400)
    const revoked = await act('revokeToken', { path, body: { fingerprint: fingerprint(token), reason } })
    expect(revoked.body).toEqual({ done: 2, unchanged: 0, failed: 0 })
    expect((await act('readToken', { path })).body).toMatchObject({ members: 0 })
    const revocations = announced.filter((announcement) => announcement.kind === 'revoked')
    expect(revocations).toEqual(
      members.map(({ aoiClientId }) =>
        expect.objectContaining({ aoiClientId, clientAppToken: token, reason }),
      ),
    )
    expect(await lastAudit()).toMatchObject({ action: 'token.revoke', detail: '2 members: the seed leaked' })
  })
})
