import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { AdminScope } from '#protocol/admin-scopes.ts'
import { createAdminKey } from '#server/core/admin-keys/admin-keys.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { type BareDoor, openBareDoor } from '#server/testing/api-door.ts'
import { postAuth, signInAs } from '#server/testing/dashboard-caller.ts'
import { isSigned, openReceiver } from '#server/testing/events/receiver.ts'

let door: BareDoor
beforeAll(async () => {
  door = await openBareDoor({ variables: { AOI_OUTBOUND_ALLOW: '127.0.0.0/8' } })
  await signInAs(door, 'admin')
})
afterAll(() => door.close())

let made = 0
/** Makes an admin key and returns it. */
async function keyWith(...scopes: AdminScope[]): Promise<{ id: string; key: string; name: string }> {
  made += 1
  const name = `tool ${made}`
  return { ...(await createAdminKey(door.services.context, { actor: 'test', name, scopes })), name }
}

async function ask(key: string | undefined, route: string, body?: object) {
  const [method = '', path = ''] = route.split(' ')
  const answered = await fetch(`${door.url}/api/v1/admin${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answered.text()
  return { status: answered.status, body: text === '' ? undefined : JSON.parse(text), text, answered }
}

async function latestAudit() {
  const { rows } = await door.services.context.dashboard.listAudit({ limit: 1, filter: {} })
  return rows[0]
}

describe('an admin key', () => {
  it('makes, lists, rotates and revokes API keys, each act with its name in the audit', async () => {
    const admin = await keyWith('keys:write')
    const wanted = { name: 'newsroom', applications: ['com.example.news'], ttlSeconds: 3600 }
    const first = await ask(admin.key, 'POST /api-keys', wanted)
    expect(first.status).toBe(201)
    expect(await latestAudit()).toMatchObject({
      ...{ actor: `admin key ${admin.name} (${admin.id})`, action: 'apiKey.create', detail: 'newsroom' },
    })
    const use = async (key: string) =>
      (await fetch(`${door.url}/api/v1/tokens`, { headers: { authorization: `Bearer ${key}` } })).status
    expect(await use(first.body.key)).toBe(200)
    const again = await ask(admin.key, 'POST /api-keys', wanted)
    expect([again.status, again.body.parameters]).toEqual([409, { id: first.body.id }])
    const shown = await ask(admin.key, `GET /api-keys/${first.body.id}`)
    expect(shown.body).toMatchObject({ name: 'newsroom', applications: ['com.example.news'] })
    const listed = await ask(admin.key, 'GET /api-keys?limit=1')
    expect(listed.body.keys).toEqual([shown.body])
    expect(listed.text).not.toContain(first.body.key.slice(-43))
    const second = await ask(admin.key, `POST /api-keys/${first.body.id}/rotate`, { overlapSeconds: 0 })
    expect(second.status).toBe(201)
    expect((await ask(admin.key, `DELETE /api-keys/${second.body.id}`)).status).toBe(204)
    expect(await use(second.body.key)).toBe(401)
    expect((await ask(admin.key, `DELETE /api-keys/${second.body.id}`)).status).toBe(404)
    expect((await ask(admin.key, 'POST /api-keys', wanted)).status).toBe(201)
  })

  it('makes one API key when two requests ask for the same name at once', async () => {
    const { key } = await keyWith('keys:write')
    const wanted = { name: 'twins', applications: ['com.example.twins'] }
    const both = await Promise.all([ask(key, 'POST /api-keys', wanted), ask(key, 'POST /api-keys', wanted)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  it('makes, lists and revokes enrolment codes', async () => {
    const { key } = await keyWith('codes:write')
    const code = await ask(key, 'POST /enrolment-codes', { name: 'shop', uses: 2 })
    expect(code).toMatchObject({ status: 201, body: { code: expect.stringMatching(/^aoi_ec_/) } })
    const again = await ask(key, 'POST /enrolment-codes', { name: 'shop' })
    expect([again.status, again.body.parameters]).toEqual([409, { id: code.body.id }])
    const shown = await ask(key, `GET /enrolment-codes/${code.body.id}`)
    expect(shown.body).toMatchObject({ name: 'shop', usesMax: 2, uses: 0 })
    expect((await ask(key, 'GET /enrolment-codes')).body.codes).toEqual([shown.body])
    expect((await ask(key, `DELETE /enrolment-codes/${code.body.id}`)).status).toBe(204)
    expect((await ask(key, 'POST /enrolment-codes', { name: 'shop' })).status).toBe(201)
  })

  it('makes, lists, rotates and revokes hooks, and shows neither their requests nor their tokens', async () => {
    const admin = await keyWith('hooks:write')
    const as = await registerClient(door.url)
    const clientAppToken = await registerApp(door.url, { as })
    const wanted = { name: 'alerts', clientAppToken, shape: 'ntfy' }
    const hook = await ask(admin.key, 'POST /hooks', wanted)
    expect([hook.status, hook.body.url.endsWith(`/in/${hook.body.address}`)]).toEqual([201, true])
    expect(await latestAudit()).toMatchObject({
      ...{ actor: `admin key ${admin.name} (${admin.id})`, action: 'hook.create', detail: 'alerts (ntfy)' },
    })
    const post = async (address: string) =>
      (await fetch(`${door.url}/in/${address}`, { method: 'POST', body: 'a secret' })).status
    expect(await post(hook.body.address)).toBe(200)
    await door.services.context.hooks.requests.flush()
    const again = await Promise.all([
      ask(admin.key, 'POST /hooks', wanted),
      ask(admin.key, 'POST /hooks', wanted),
    ])
    for (const { status, body } of again)
      expect([status, body.parameters]).toEqual([409, { id: hook.body.id }])
    const shown = await ask(admin.key, `GET /hooks/${hook.body.id}`)
    const listed = await ask(admin.key, 'GET /hooks')
    expect(listed.body.hooks).toEqual([shown.body])
    for (const secret of [hook.body.address, clientAppToken, 'a secret'])
      expect(listed.text).not.toContain(secret)
    const rotated = await ask(admin.key, `POST /hooks/${hook.body.id}/rotate`, {})
    expect(rotated.status).toBe(201)
    expect([await post(hook.body.address), await post(rotated.body.address)]).toEqual([401, 200])
    expect((await ask(admin.key, `DELETE /hooks/${hook.body.id}`)).status).toBe(204)
    expect(await post(rotated.body.address)).toBe(401)
    expect((await ask(admin.key, `DELETE /hooks/${hook.body.id}`)).status).toBe(404)
    expect((await ask((await keyWith('hooks:read')).key, 'POST /hooks', wanted)).status).toBe(403)
    expect((await ask(admin.key, 'POST /hooks', wanted)).status).toBe(201)
    const { id } = (await ask(admin.key, 'POST /hooks', { ...wanted, name: 'forms', shape: 'json' })).body
    for (const [template, status] of [
      ['{', 400],
      ['{"title":"{{ body.title }}"}', 204],
      [undefined, 204],
    ] as const)
      expect((await ask(admin.key, `POST /hooks/${id}/template`, { template })).status).toBe(status)
    expect((await ask(admin.key, `POST /hooks/${id}/test`)).body.outcome).toBe('accepted')
  })

  it('makes, tests, rotates, enables and removes webhooks, and lists their attempts', async () => {
    const { webhooks } = door.services.context.events
    const [admin, reader] = [await keyWith('webhooks:write'), await keyWith('webhooks:read')]
    const receiver = await openReceiver()
    const wanted = { name: 'orders', url: receiver.url, applications: ['com.example.*'] }
    expect((await ask(reader.key, 'POST /webhooks', wanted)).status).toBe(403)
    const made = await ask(admin.key, 'POST /webhooks', wanted)
    expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) } })
    const { id, secret } = made.body
    const again = await ask(admin.key, 'POST /webhooks', wanted)
    expect([again.status, again.body.parameters]).toEqual([409, { id }])
    expect((await ask(admin.key, 'POST /webhooks', { ...wanted, url: 'http://10.0.0.1/' })).status).toBe(400)
    const actor = `admin key ${admin.name} (${admin.id})`
    expect(await latestAudit()).toMatchObject({ actor, action: 'webhook.create', subject: id })
    const shown = await ask(reader.key, `GET /webhooks/${id}`)
    expect(shown.body).toMatchObject({ ...wanted, behind: 0, failures: 0, createdBy: actor })
    expect((await ask(reader.key, 'GET /webhooks?limit=1')).body).toEqual({ webhooks: [shown.body] })
    expect((await ask(reader.key, `POST /webhooks/${id}/test`)).status).toBe(403)
    const test = await ask(admin.key, `POST /webhooks/${id}/test`)
    expect(test).toMatchObject({ status: 200, body: { outcome: 'delivered', type: 'webhook.test' } })
    expect(await latestAudit()).toMatchObject({ actor, action: 'webhook.test', subject: id })
    const rotated = await ask(admin.key, `POST /webhooks/${id}/rotate`, { overlapSeconds: 60 })
    expect(rotated.status).toBe(201)
    await ask(admin.key, `POST /webhooks/${id}/test`)
    expect(receiver.received.map((request) => isSigned(request, secret))).toEqual([true, true])
    expect(receiver.received.map((request) => isSigned(request, rotated.body.secret))).toEqual([false, true])
    const { attempts } = (await ask(reader.key, `GET /webhooks/${id}/attempts`)).body
    expect(attempts.map(({ type }: { type: string }) => type)).toEqual(['webhook.test', 'webhook.test'])
    const { eventId } = test.body
    expect((await ask(admin.key, `POST /webhooks/${id}/resend`, { eventId })).status).toBe(404)
    expect((await ask(admin.key, `POST /webhooks/${id}/enable`)).status).toBe(400)
    await webhooks.disable({ id, at: 1, reason: 'the receiver answered 410' })
    expect((await ask(reader.key, `GET /webhooks/${id}`)).body).toMatchObject({
      disabledReason: 'the receiver answered 410',
    })
    expect((await ask(admin.key, `POST /webhooks/${id}/enable`)).status).toBe(204)
    expect((await ask(admin.key, `DELETE /webhooks/${id}`)).status).toBe(204)
    for (const path of ['', '/attempts'])
      expect((await ask(reader.key, `GET /webhooks/${id}${path}`)).status).toBe(404)
    expect((await ask(admin.key, `DELETE /webhooks/${id}`)).status).toBe(404)
    await receiver.close()
  })

  it('takes two Unicode spellings of a name for one name', async () => {
    const { key } = await keyWith('codes:write', 'keys:write')
    for (const path of ['/api-keys', '/enrolment-codes']) {
      const more = path === '/api-keys' ? { applications: ['com.example.cafe'] } : {}
      const make = (name: string) => ask(key, `POST ${path}`, { name, ...more })
      const first = await make('cafe\u0301')
      expect(first.status).toBe(201)
      expect((await make('caf\u00e9')).status).toBe(409)
      expect((await ask(key, `DELETE ${path}/${first.body.id}`)).status).toBe(204)
    }
  })

  it('invites, changes and removes operators, and keeps the last admin', async () => {
    const { key } = await keyWith('operators:write')
    const wanted = { email: 'Grace@example.com', role: 'operator' }
    const invited = await ask(key, 'POST /invitations', wanted)
    expect(invited.status).toBe(201)
    const open = await ask(key, 'GET /invitations')
    expect(open.body.invitations).toMatchObject([{ email: 'grace@example.com', invitedBy: '' }])
    expect(open.text).not.toContain(invited.body.url.split('#')[1])
    const again = await ask(key, 'POST /invitations', wanted)
    expect([again.status, again.body.parameters]).toEqual([409, { id: open.body.invitations[0].id }])
    const newcomer = { code: invited.body.url.split('#')[1], email: 'x@example.com', name: 'Grace' }
    await door.services.operators.accept({ ...newcomer, password: 'a long password' }, new Headers())
    const { operators } = (await ask(key, 'GET /operators')).body
    const grace = operators.find((row: { email: string }) => row.email === 'grace@example.com')
    expect((await ask(key, 'POST /invitations', wanted)).body.parameters).toEqual({ id: grace.id })
    expect((await ask(key, `PATCH /operators/${grace.id}`, { role: 'viewer' })).status).toBe(204)
    expect((await ask(key, `GET /operators/${grace.id}`)).body).toMatchObject({ role: 'viewer' })
    const signIn = async (password: string) =>
      (await postAuth(door, { path: '/sign-in/email', body: { email: grace.email, password } })).status
    const sessions = async () => (await ask(key, `GET /operators/${grace.id}/sessions`)).body.sessions
    expect(await signIn('a long password')).toBe(200)
    expect(await sessions()).toMatchObject([{ id: expect.any(String), expiresAt: expect.any(String) }])
    expect((await ask(key, `DELETE /operators/${grace.id}/sessions`)).body).toEqual({ ended: 1 })
    expect(await sessions()).toEqual([])
    const reset = await ask(key, `POST /operators/${grace.id}/reset`, {})
    expect(reset.body).toMatchObject({ url: expect.stringMatching(/\/sign-in$/), mail: { state: 'off' } })
    expect(await latestAudit()).toMatchObject({
      ...{ actor: expect.stringMatching(/^admin key/), action: 'operator.reset', subject: grace.id },
    })
    expect([await signIn('a long password'), await signIn(reset.body.password)]).toEqual([401, 200])
    for (const act of ['POST /operators/nobody/reset', 'DELETE /operators/nobody/sessions'])
      expect((await ask(key, act, act.startsWith('POST') ? {} : undefined)).status).toBe(404)
    expect((await ask(key, `DELETE /operators/${grace.id}`)).status).toBe(204)
    expect((await ask(key, `GET /operators/${grace.id}`)).status).toBe(404)
    const [last] = operators
    expect((await ask(key, `DELETE /operators/${last.id}`)).body).toMatchObject({ reason: 'lastAdmin' })
    expect((await ask(key, `PATCH /operators/${last.id}`, { role: 'viewer' })).status).toBe(400)
    await ask(key, 'POST /invitations', wanted)
    const [invitation] = (await ask(key, 'GET /invitations')).body.invitations
    expect((await ask(key, `DELETE /invitations/${invitation.id}`)).status).toBe(204)
  })

  it('reads the audit, and acknowledges and mutes findings with its name', async () => {
    const { context } = door.services
    const id = 'f'.repeat(16)
    const opened = [{ id, kind: 'keyEnds', subject: 'a key', count: 1, detail: 'newsroom' }] as const
    await context.findings.store.change({ opened, changed: [], resolved: [], at: context.clock.now() })
    const { key, name } = await keyWith('audit:read', 'findings:write')
    const find = async () => (await ask(key, `GET /findings?id=${id}`)).body.rows
    expect(await find()).toMatchObject([{ id, state: 'open', count: 1 }])
    expect((await ask(key, `POST /findings/${id}/acknowledge`)).status).toBe(204)
    expect((await ask(key, `POST /findings/${id}/mute`, { seconds: 60 })).status).toBe(204)
    expect(await find()).toMatchObject([{ state: 'muted', mutedBy: expect.stringContaining(name) }])
    expect((await ask(key, `POST /findings/${id}/unmute`)).status).toBe(204)
    expect((await ask(key, `POST /findings/${'0'.repeat(16)}/unmute`)).status).toBe(404)
    const { rows } = (await ask(key, 'GET /audit?action=finding')).body
    expect(rows.map(({ action }: { action: string }) => action)).toEqual([
      ...['finding.unmute', 'finding.mute', 'finding.acknowledge'],
    ])
    const reader = await keyWith('findings:read')
    expect((await ask(reader.key, `POST /findings/${id}/mute`, { seconds: 60 })).status).toBe(403)
  })

  it('pages its lists by cursors', async () => {
    const { key } = await keyWith('operators:read', 'keys:write')
    await signInAs(door, 'viewer')
    const ids: string[] = []
    let path = '/operators?limit=1'
    for (;;) {
      const { body } = await ask(key, `GET ${path}`)
      ids.push(...body.operators.map((row: { id: string }) => row.id))
      if (body.nextCursor === undefined) break
      path = `/operators?limit=1&cursor=${body.nextCursor}`
    }
    const all = await door.services.operators.list()
    expect(ids).toEqual(all.map(({ id }) => id))
    expect((await ask(key, 'GET /operators?cursor=nobody')).status).toBe(400)
    expect((await ask(key, 'GET /api-keys?limit=0')).status).toBe(400)
  })

  it('may do only what its scopes name; writing includes reading', async () => {
    const reader = await keyWith('keys:read')
    expect((await ask(reader.key, 'GET /api-keys')).status).toBe(200)
    const wanted = { name: 'n', applications: ['a'] }
    const refused = await ask(reader.key, 'POST /api-keys', wanted)
    expect([refused.status, refused.body.desc]).toEqual([403, 'the admin key lacks the scope keys:write'])
    for (const path of [
      '/operators',
      '/invitations',
      '/enrolment-codes',
      '/applications',
      '/hooks',
      '/webhooks',
      '/findings',
      '/audit',
    ])
      expect([path, (await ask(reader.key, `GET ${path}`)).status]).toEqual([path, 403])
    const writer = await keyWith('keys:write')
    expect((await ask(writer.key, 'GET /api-keys')).status).toBe(200)
  })

  it('is refused without its secret, once revoked, and once expired', async () => {
    const { context } = door.services
    const { key, id } = await keyWith('keys:read')
    const wrong = [undefined, 'x', key.slice(0, -1), `${key.slice(0, -1)}~`, key.replace('aoi_ak', 'aoi_sk')]
    for (const presented of wrong) expect((await ask(presented, 'GET /api-keys')).status).toBe(401)
    await context.store.revokeAdminKey({ id, at: context.clock.now() })
    const refused = await ask(key, 'GET /api-keys')
    expect([refused.status, refused.answered.headers.get('www-authenticate')]).toEqual([
      ...[401, 'Bearer realm="admin"'],
    ])
    const input = { actor: 'test', name: 'short', scopes: ['keys:read'] as const }
    const expired = await createAdminKey(context, { ...input, expiresAt: context.clock.now() })
    expect((await ask(expired.key, 'GET /api-keys')).status).toBe(401)
  })

  it('opens no other door: neither sends, reads, subscribes nor uses the dashboard', async () => {
    const { key } = await keyWith('keys:write', 'codes:write', 'operators:write', 'applications:read')
    const alice = await registerClient(door.url)
    const token = await registerApp(door.url, { as: alice })
    for (const path of ['/api/v1/tokens', '/api/v1/notifications/x', '/api/dashboard/notifications'])
      expect(
        (await fetch(`${door.url}${path}`, { headers: { authorization: `Bearer ${key}` } })).status,
      ).toBe(401)
    for (const path of ['/applications', '/api-keys', '/operators', '/enrolment-codes', '/invitations'])
      expect((await ask(key, `GET ${path}`)).text).not.toContain(token)
  })

  it('keeps no secret in the database, and has a name that no other valid key has', async () => {
    const { context } = door.services
    const { key, id, name } = await keyWith('keys:read')
    const stored = await context.store.findAdminKey(id)
    expect(JSON.stringify(stored)).not.toContain(key.slice(-43))
    const again = createAdminKey(context, { actor: 'test', name, scopes: ['keys:read'] })
    await expect(again).rejects.toMatchObject({ code: 'exists', parameters: { id } })
  })

  it('is limited in its rate', async () => {
    const limited = await openBareDoor({ limits: { ...LIMITS, adminRequestsPerSecond: 1 } })
    const input = { actor: 'test', name: 'fast', scopes: ['applications:read'] as const }
    const { key } = await createAdminKey(limited.services.context, input)
    const get = () =>
      fetch(`${limited.url}/api/v1/admin/applications`, { headers: { authorization: `Bearer ${key}` } })
    const answered = await Promise.all(Array.from({ length: 6 }, get))
    const refused = answered.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toBe('1')
    await limited.close()
  })
})
