import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listenAdmin } from '../../../server/http/admin/listen-admin.ts'
import { openTestServices } from '../../../server/testing/api-door.ts'
import { runAoi } from '../testing/run-aoi.ts'

let opened: Awaited<ReturnType<typeof openTestServices>>
let dataDirectory = ''
let close = async () => {}

beforeAll(async () => {
  opened = await openTestServices()
  const admin = await listenAdmin(opened.services, opened.dataDirectory, { server: createServer() })
  dataDirectory = opened.dataDirectory
  close = async () => {
    await admin.close()
    await opened.close()
  }
  await opened.services.context.store.createAoiClient({
    id: AOI_CLIENT_ID,
    secretHash: '00'.repeat(32),
    name: 'a \u001b[31mred\u009b device',
    createdAt: 0,
  })
  await opened.services.context.store.register({
    aoiClientId: AOI_CLIENT_ID,
    clientAppToken: TOKEN,
    kind: 'shared',
    applicationName: 'com.example.news',
    tokenScope: '',
    at: 0,
  })
})
afterAll(() => close())

const AOI_CLIENT_ID = `ac_${randomBytes(16).toString('base64url')}`
const TOKEN = `g1${randomBytes(32).toString('base64url')}`

async function admin(...words: string[]) {
  const { exitCode, stdout, stderr } = await runAoi([
    'admin',
    ...words,
    '--data-dir',
    dataDirectory,
    '--json',
  ])
  const rows = stdout.split('\n').filter(Boolean)
  return { exitCode, rows: rows.map((row) => JSON.parse(row)), stderr }
}

it('makes a key with grants and an expiry, lists it and revokes it', async () => {
  const made = await admin(
    'keys',
    'create',
    '--name',
    'newsroom',
    '--application',
    'a',
    'b',
    '--application',
    'c.*',
    '--expires-in',
    '1',
  )
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  const [key] = made.rows
  expect(key).toMatchObject({ key: expect.stringMatching(/^aoi_sk_/), name: 'newsroom' })
  expect([...key.applications].sort()).toEqual(['a', 'b', 'c.*'])
  expect(Date.parse(key.expiresAt) - Date.now()).toBeGreaterThan(86_000_000)

  const listed = await admin('keys', 'list')
  expect(listed.rows).toEqual([expect.objectContaining({ id: key.id, applications: key.applications })])
  expect(JSON.stringify(listed.rows)).not.toContain(key.key)

  expect(await admin('keys', 'revoke', key.id)).toMatchObject({ exitCode: 0, rows: [{ id: key.id }] })
  expect((await admin('keys', 'list')).rows[0]).toHaveProperty('revokedAt')
})

it('rotates the VAPID key, keeps the earlier one, and records it', async () => {
  const [first] = (await admin('vapid-keys', 'list')).rows
  expect(first).toMatchObject({ current: true, subscriptions: 0 })
  const rotated = await admin('vapid-keys', 'rotate')
  expect(rotated).toMatchObject({ exitCode: 0, rows: [{ publicKey: expect.stringMatching(/^B[\w-]{86}$/) }] })
  const [{ publicKey }] = rotated.rows
  expect((await admin('vapid-keys', 'list')).rows).toMatchObject([
    { publicKey, current: true },
    { publicKey: first.publicKey, current: false },
  ])
  expect((await admin('audit', 'export')).rows).toContainEqual(
    expect.objectContaining({ action: 'vapidKey.rotate', subject: publicKey }),
  )
})

it('makes a hook with every setting, lists it, gives it another address and revokes it', async () => {
  const made = await admin(
    ...['hooks', 'create', '--name', 'alerts', '--token', TOKEN, '--shape', 'ntfy', '--alias', 'my-alerts'],
    ...['--ttl', '60', '--urgency', 'high', '--tag', 'alerts', '--per-minute', '7', '--signed'],
  )
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  const [hook] = made.rows
  expect(hook.address).toMatch(/^aoi_in_[0-9a-f]{16}_[A-Za-z0-9_-]{40}$/)
  expect(hook).toMatchObject({ url: expect.stringContaining(`/in/${hook.address}`) })
  expect(hook.signingSecret).toMatch(/^[A-Za-z0-9_-]{43}$/)

  const listed = await admin('hooks', 'list')
  expect(listed.rows).toMatchObject([
    {
      ...{ id: hook.id, name: 'alerts', shape: 'ntfy', alias: 'my-alerts', signed: true },
      ...{ ttl: 60, urgency: 'high', tag: 'alerts', perMinute: 7, ApplicationName: 'com.example.news' },
    },
  ])
  expect(JSON.stringify(listed.rows)).not.toContain(hook.address)

  const [rotated] = (await admin('hooks', 'rotate', hook.id, '--overlap', '60')).rows
  expect(rotated.address).not.toBe(hook.address)
  expect(await admin('hooks', 'requests', hook.id)).toMatchObject({ exitCode: 0, rows: [] })
  expect(await admin('hooks', 'revoke', hook.id)).toMatchObject({ exitCode: 0, rows: [{ id: hook.id }] })
  expect((await admin('hooks', 'list')).rows[0]).toHaveProperty('revokedAt')
})

it.each([
  [['--token', 'g1short'], '--token'],
  [['--token', TOKEN, '--shape', 'fax'], '--shape: must be one of plain, ntfy'],
  [['--token', TOKEN, '--alias', 'sign-in'], '--alias: is the name of a page'],
  [['--token', TOKEN, '--per-minute', '0'], '--per-minute: must be a whole number from 1'],
  [['--token', TOKEN, '--tag', 'a b'], '--tag'],
])('refuses the hook %j with the option and the expected value', async (words, message) => {
  const refused = await admin('hooks', 'create', '--name', 'x', ...words)
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) })
})

it('prints only the key on standard output for a person, and the next step on standard error', async () => {
  const { stdout, stderr } = await runAoi([
    'admin',
    'keys',
    'create',
    '--name',
    'n',
    '--application',
    'a',
    '--data-dir',
    dataDirectory,
  ])
  expect(stdout).toMatch(/^aoi_sk_\S+\n$/)
  expect(stderr).toContain('aoi send')
})

it('shows tokens by fingerprint, and whole on request', async () => {
  const [token] = (await admin('tokens', 'list', '--app', 'com.example.news')).rows
  expect(token).toMatchObject({ ApplicationName: 'com.example.news', members: 1, kind: 'shared' })
  expect(token).not.toHaveProperty('clientAppToken')
  expect((await admin('tokens', 'show', TOKEN, '--reveal')).rows).toEqual([
    { ...token, clientAppToken: TOKEN },
  ])
  expect((await admin('tokens', 'list', '--app', 'another')).rows).toEqual([])
})

it('answers an unknown id with exit code 4 and the reason', async () => {
  const { exitCode, stderr } = await admin('keys', 'revoke', '0123456789abcdef')
  expect(exitCode).toBe(4)
  expect(JSON.parse(stderr).error).toMatchObject({ kind: 'refused', code: '404' })
})

it('shows a device’s own name without letting it control the terminal', async () => {
  const { stdout } = await runAoi(['admin', 'clients', 'list', '--data-dir', dataDirectory])
  expect(stdout).toContain(AOI_CLIENT_ID)
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toContain('\u009b')
})

it('revokes an AOI Client with its registrations', async () => {
  expect((await admin('clients', 'list')).rows).toEqual([expect.objectContaining({ registrations: 1 })])
  expect(await admin('clients', 'revoke', AOI_CLIENT_ID)).toMatchObject({ exitCode: 0 })
  expect((await admin('clients', 'list')).rows).toEqual([])
})

it('prints the status, with the server identity', async () => {
  const { exitCode, rows } = await admin('status')
  expect(exitCode).toBe(0)
  expect(rows[0]).toMatchObject({
    serverId: expect.stringMatching(/^as_/),
    processId: process.pid,
    counts: { aoiClients: expect.any(Number) },
  })
  const { stdout } = await runAoi(['admin', 'status', '--data-dir', dataDirectory])
  expect(stdout).toMatch(/AOI Clients +\d+ \(\d+ online\)\n/)
})

it('renews the epoch', async () => {
  const [before] = (await admin('status')).rows
  const [renewed] = (await admin('epoch', 'renew')).rows
  expect(renewed.epoch).not.toBe(before.epoch)
})

it('makes an enrolment code, lists it without its secret, and revokes it', async () => {
  const made = await admin('codes', 'create', '--name', 'shop', '--uses', '20', '--expires-in', '7')
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  const [{ id, code }] = made.rows
  expect(code).toBe(`aoi_ec_${id}_${code.slice(-43)}`)
  const listed = await admin('codes', 'list')
  expect(listed.rows).toMatchObject([{ id, name: 'shop', uses: 0, usesMax: 20, createdBy: 'local-admin' }])
  expect(JSON.stringify(listed.rows)).not.toContain(code.slice(-43))
  expect(await admin('codes', 'revoke', id)).toMatchObject({ exitCode: 0, rows: [{ id }] })
  expect((await admin('codes', 'list')).rows[0]).toHaveProperty('revokedAt')
  expect((await admin('codes', 'revoke', id)).exitCode).toBe(4)
  expect((await admin('codes', 'create', '--name', 'x', '--uses', '0')).exitCode).toBe(2)
})

it('prints a setup code while there is no operator, lists operators, and answers an unknown one with exit code 4', async () => {
  const { exitCode, rows } = await admin('operators', 'setup-code')
  expect([exitCode, rows]).toEqual([
    0,
    [{ code: expect.stringMatching(/^[0-9A-Z-]{14}$/), url: expect.any(String) }],
  ])
  expect((await admin('operators', 'list')).rows).toEqual([])
  expect((await admin('operators', 'reset', 'nobody@example.com')).exitCode).toBe(4)
})

it('prints the audit as one object a line, the oldest row first, and from a row on', async () => {
  const { rows, exitCode } = await admin('audit', 'export')
  expect(exitCode).toBe(0)
  expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => index + 1))
  expect(rows.at(-1)).toMatchObject({
    actor: 'local-admin',
    action: 'audit.export',
    hash: expect.any(String),
  })
  const after = await admin('audit', 'export', '--after', String(rows.length))
  expect(after.rows).toMatchObject([{ id: rows.length + 1, action: 'audit.export' }])
  expect(await admin('audit', 'export', '--after', 'x')).toMatchObject({ exitCode: 2 })
})

it('invites an operator by a link that works once, lists and removes them, and keeps the last admin', async () => {
  const { services } = opened
  const join = async (url: string, email: string) => {
    const newcomer = { code: new URL(url).hash.slice(1), email, name: 'N', password: 'a long password' }
    return services.operators.accept(newcomer, new Headers())
  }
  const invite = async (email: string, role: string) => {
    const invited = await admin('operators', 'invite', email, '--role', role)
    expect(invited).toMatchObject({ exitCode: 0, rows: [{ email, role, expiresAt: expect.any(String) }] })
    return invited.rows[0].url as string
  }
  const link = await invite('ada@example.com', 'admin')
  expect(await services.operators.listInvitations()).toMatchObject([
    { email: 'ada@example.com', invitedBy: '' },
  ])
  expect((await join(link, 'ada@example.com')).status).toBe(200)
  await expect(join(link, 'eve@example.com')).rejects.toMatchObject({ code: 'forbidden' })
  await join(await invite('vi@example.com', 'viewer'), 'vi@example.com')
  expect((await admin('operators', 'list')).rows).toMatchObject([
    { email: 'ada@example.com', role: 'admin', password: true, identityProvider: false },
    { email: 'vi@example.com', role: 'viewer' },
  ])
  expect((await admin('operators', 'invite', 'vi@example.com', '--role', 'viewer')).exitCode).toBe(4)
  expect((await admin('operators', 'invite', 'x@example.com', '--role', 'root')).exitCode).toBe(2)
  const last = await admin('operators', 'remove', 'ada@example.com')
  expect(last.exitCode).toBe(4)
  expect(last.stderr).toContain('the last admin must remain an admin')
  expect(await admin('operators', 'remove', 'Vi@example.com')).toMatchObject({
    ...{ exitCode: 0, rows: [{ email: 'vi@example.com' }] },
  })
  expect((await admin('operators', 'remove', 'vi@example.com')).exitCode).toBe(4)
  const { rows } = await services.context.dashboard.listAudit({ limit: 1, filter: {} })
  expect(rows).toMatchObject([{ actor: 'local-admin', action: 'operator.remove', detail: 'vi@example.com' }])
})

it('makes a key of the admin API, lists it without its secret, and revokes it', async () => {
  const scopes = ['--scope', 'keys:write', 'operators:read']
  const made = await admin('admin-keys', 'create', '--name', 'terraform', ...scopes, '--expires-in', '90')
  expect(made).toMatchObject({ exitCode: 0, rows: [{ key: expect.stringMatching(/^aoi_ak_/) }] })
  const [{ id, key }] = made.rows
  const listed = await admin('admin-keys', 'list')
  expect(listed.rows).toMatchObject([
    { id, name: 'terraform', scopes: ['keys:write', 'operators:read'], createdBy: 'local-admin' },
  ])
  expect(JSON.stringify(listed.rows)).not.toContain(key.slice(-43))
  expect((await admin('admin-keys', 'create', '--name', 'terraform', '--scope', 'keys:read')).exitCode).toBe(
    4,
  )
  expect((await admin('admin-keys', 'create', '--name', 'x', '--scope', 'everything')).exitCode).toBe(2)
  expect(await admin('admin-keys', 'revoke', id)).toMatchObject({ exitCode: 0, rows: [{ id }] })
  expect((await admin('admin-keys', 'revoke', id)).exitCode).toBe(4)
})

it('makes a key that is limited to tokens and topics, with its own rate and quota, and lists its limits', async () => {
  const words = ['keys', 'create', '--name', 'door', '--application', 'com.example.news']
  const limits = [
    '--token',
    TOKEN,
    '--topic',
    'alarm',
    '--topic',
    'door',
    '--per-minute',
    '5',
    '--per-day',
    '9',
  ]
  const made = await admin(...words, ...limits)
  const shown = { topics: ['alarm', 'door'], requestsPerMinute: 5, notificationsPerDay: 9 }
  expect(made.rows).toMatchObject([{ ...shown, tokenFingerprints: [expect.stringMatching(/^[0-9a-f]{6}$/)] }])
  const { rows } = await admin('keys', 'list')
  expect(rows.find(({ id }) => id === made.rows[0].id)).toMatchObject(shown)
  for (const [option, value] of Object.entries({ '--token': 'g1', '--topic': 'a b', '--per-day': '0' })) {
    const refused = await admin(...words, option, value)
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(`${option}: `)])
  }
})
