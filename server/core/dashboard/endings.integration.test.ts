import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { callDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { readReason } from './endings.ts'

describe('the reason of an ending', () => {
  let door: BareDoor
  let admin: SignedIn
  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
  })
  afterAll(() => door.close())

  async function ask(operation: Parameters<typeof callDashboard>[1]['operation'], asked: object = {}) {
    const answered = await callDashboard(door, { operation, as: admin, ...asked })
    return { status: answered.status, body: (await answered.json().catch(() => ({}))) as never }
  }

  it('names the operator, the time and the reason for a deregistered AOI Client, and nothing for a present one', async () => {
    const clients = [await registerClient(door.url), await registerClient(door.url)]
    const ids = clients.map(({ aoiClientId }) => aoiClientId)
    const path = { id: ids[0] ?? '' }
    expect((await ask('readAoiClientEnding', { path })).status).toBe(404)
    const { body } = await ask('freezeSelection', { body: { act: 'deregister', ids } })
    const { selectionId } = body as { selectionId: string }
    await ask('endAoiClients', { body: { selectionId, reason: 'lost [or stolen]' } })
    for (const id of ids)
      expect((await ask('readAoiClientEnding', { path: { id } })).body).toMatchObject({
        actor: admin.email,
        reason: 'lost [or stolen]',
        endedAt: expect.stringMatching(/^\d{4}-/),
      })
    expect((await ask('readAoiClient', { path })).status).toBe(404)
  })

  it('names the operator on the page of a revoked token, until a member registers again', async () => {
    const seed = { tokenSeed: 'YSBzZWVkIG9mIHNpeHRlZW4gYnl0ZXM' }
    await registerApp(door.url, { as: await registerClient(door.url), ...seed })
    const { rows } = (await ask('listTokens')).body as { rows: { id: number; fingerprint: string }[] }
    const path = { id: String(rows[0]?.id) }
    expect((await ask('readToken', { path })).body).not.toHaveProperty('revoked')
    const body = { fingerprint: rows[0]?.fingerprint, reason: 'its seed leaked' }
    await ask('revokeToken', { path, body })
    expect((await ask('readToken', { path })).body).toMatchObject({
      members: 0,
      revoked: { actor: admin.email, reason: 'its seed leaked' },
    })
    await registerApp(door.url, { as: await registerClient(door.url), ...seed })
    expect((await ask('readToken', { path })).body).not.toHaveProperty('revoked')
  })

  it('finds the operator’s words in the detail of an event', () => {
    expect(readReason('1 of 1 (0 failed): gone [ac_1 ac_2 …]')).toBe('gone')
    expect(readReason('1 member: leaked')).toBe('leaked')
    expect(readReason('3 members: leaked: twice')).toBe('leaked: twice')
    expect(readReason('something else')).toBeUndefined()
  })
})
