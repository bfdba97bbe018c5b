import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createdHookSchema } from '#protocol'
import { type HookReq, hookDetailSchema, hookRequestBodySchema } from '#protocol/dashboard/hooks.ts'
import { hooksPageSchema } from '#protocol/dashboard/lists/hooks.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { askDashboard, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'

type Act = { path?: Record<string, string>; body?: object; as?: SignedIn }

describe('hooks on the dashboard', () => {
  let door: BareDoor
  let admin: SignedIn
  let tokenId: number

  const act = async (operation: DashboardOperationName, { as = admin, ...asked }: Act = {}) => {
    return askDashboard(door, { operation, as, ...asked })
  }
  const create = async (parts: Omit<HookReq, 'name' | 'tokenId'>) =>
    createdHookSchema.parse((await act('createHook', { body: { name: 'Kuma', tokenId, ...parts } })).body)
  const read = async (id: string) => hookDetailSchema.parse((await act('readHook', { path: { id } })).body)
  const post = async (address: string, raw: string) => {
    const headers = { 'content-type': 'application/json' }
    const answered = await call(door.url, { path: `/in/${address}`, raw, headers })
    await door.services.context.hooks.requests.flush()
    return answered.status
  }

  beforeAll(async () => {
    door = await openBareDoor()
    admin = await signInAs(door, 'admin')
    await registerApp(door.url, { as: await registerClient(door.url) })
    tokenId = (await act('listTokens')).body.rows[0].id
  })
  afterAll(() => door.close())

  it('show the address once, and afterwards the requests with their notifications or reasons', async () => {
    const { id, address, url } = await create({ shape: 'json' })
    expect(url).toBe(`${door.services.context.settings.publicUrl}/in/${address}`)
    expect(await post(address, '{"title":"up","token":"hidden"}')).toBe(200)
    expect(await post(address, 'no JSON')).toBe(400)
    const hook = await read(id)
    expect(hook).toMatchObject({
      ...{ name: 'Kuma', shape: 'json', createdBy: admin.email },
      ...{ token: { id: tokenId, members: 1 }, requests: { kept: 2, refused: 1 } },
      newest: [
        { outcome: 'refused', reason: expect.stringMatching(/JSON/) },
        { outcome: 'accepted', notificationId: expect.any(String) },
      ],
    })
    const { rows } = hooksPageSchema.parse((await act('listHooks')).body)
    expect(rows.find((row) => row.id === id)).toMatchObject({ requests: { kept: 2, refused: 1 } })
    expect(JSON.stringify([hook, rows])).not.toContain(address.slice(-40))
    const path = { id, requestId: String(hook.newest[1]?.id) }
    const kept = hookRequestBodySchema.parse((await act('readHookRequest', { path })).body)
    expect(kept).toEqual({ body: '{"title":"up","token":"…"}', cut: false })
  })

  it('preview a template by the rules of real requests, send nothing, and use it once it is saved', async () => {
    const { id, address } = await create({ shape: 'json' })
    const body = '{"job":"nightly"}'
    const preview = async (template: string) =>
      (await act('previewHook', { path: { id }, body: { template, body } })).body
    const template = '{"title":"{{ job | upcase }}","urgency":"high","topic":"{{ job }}"}'
    expect(await preview(template)).toEqual({
      ...{ kind: 'message', display: { title: 'NIGHTLY' }, urgency: 'high', ttlSeconds: 86_400 },
      topic: 'nightly',
    })
    expect(await preview('{"title":"{% for x in (1..9) %}{% endfor %}"}')).toMatchObject({
      ...{ kind: 'refused', reason: expect.stringMatching(/^template\.title: /) },
    })
    expect(await preview(`{"title":"{{ job | replace: 'n', '${'x'.repeat(5000)}' }}"}`)).toMatchObject({
      kind: 'refused',
    })
    expect((await read(id)).newest).toEqual([])
    expect((await act('changeHookTemplate', { path: { id }, body: { template: 'no JSON' } })).status).toBe(
      400,
    )
    expect((await act('changeHookTemplate', { path: { id }, body: { template } })).status).toBe(204)
    expect(await post(address, body)).toBe(200)
    const [{ notificationId = '' } = {}] = (await read(id)).newest
    expect((await act('readPayload', { path: { id: notificationId } })).body.payload).toContain('NIGHTLY')
    expect((await act('changeHookTemplate', { path: { id }, body: {} })).status).toBe(204)
    expect(await read(id)).not.toHaveProperty('template')
  })

  it('send a test through the template and the signature, which becomes a notification', async () => {
    const signed = await create({ shape: 'github', signed: true })
    expect(signed.signingSecret).toMatch(/^[\w-]{43}$/)
    const test = (await act('testHook', { path: { id: signed.id } })).body
    expect(test).toMatchObject({ outcome: 'accepted', recipients: 1 })
    expect((await read(signed.id)).newest).toMatchObject([
      { outcome: 'accepted', notificationId: test.notificationId },
    ])
    const broken = await create({ shape: 'json', template: '{"navigate":"{{ title }}"}' })
    expect((await act('testHook', { path: { id: broken.id } })).body).toMatchObject({
      ...{ outcome: 'refused', reason: expect.stringMatching(/^template\.navigate: /) },
    })
  })

  it('are rotated and revoked, and the address is refused from then on', async () => {
    const { id, address } = await create({ shape: 'plain' })
    const rotated = createdHookSchema.parse(
      (await act('rotateHook', { path: { id }, body: { overlapSeconds: 0 } })).body,
    )
    expect([await post(address, 'old'), await post(rotated.address, 'new')]).toEqual([401, 200])
    expect((await act('revokeHook', { path: { id } })).status).toBe(204)
    expect(await post(rotated.address, 'late')).toBe(401)
    expect((await act('testHook', { path: { id } })).status).toBe(404)
    expect(await read(id)).toHaveProperty('revokedAt')
  })

  it('are made by admins alone; auditors see no bodies, and operators send tests', async () => {
    const { id } = await create({ shape: 'plain' })
    await act('testHook', { path: { id } })
    const [{ id: requestId } = { id: 0 }] = (await read(id)).newest
    const path = { id, requestId: String(requestId) }
    const [auditor, operator] = [await signInAs(door, 'auditor'), await signInAs(door, 'operator')]
    expect((await act('readHook', { path, as: auditor })).status).toBe(200)
    expect((await act('readHookRequest', { path, as: auditor })).status).toBe(403)
    expect((await act('readHookRequest', { path, as: operator })).status).toBe(200)
    expect((await act('testHook', { path: { id }, as: operator })).status).toBe(200)
    const body = { name: 'x', shape: 'plain', tokenId }
    expect((await act('createHook', { body, as: operator })).status).toBe(403)
    expect((await act('revokeHook', { path: { id }, as: operator })).status).toBe(403)
  })
})
