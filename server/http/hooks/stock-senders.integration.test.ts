import { execFile, execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HookShape } from '#protocol/hook-shapes.ts'
import { createHook, type HookInput } from '#server/core/hooks/create-hook.ts'
import { AoiConnection, type Credential } from '#server/testing/aoi-connection.ts'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'

const run = promisify(execFile)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(async () => server.stop())

const hasApprise = isInstalled('apprise')
if (!hasApprise)
  console.log('test: skipped, because apprise is missing (apt: apprise): its ntfy and Gotify senders')

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

type Sender = {
  shape: HookShape
  alias?: string
  isMissing?: boolean
  /** Sends “Backup”, “done” by the sender’s own program or by a recorded request of it. */
  send: (target: { url: string; host: string; address: string }) => Promise<unknown>
  expected: object
}

const BACKUP = { title: 'Backup', body: 'done' }

/** Stock senders, each with the settings that its documentation names. Only their host differs. */
const SENDERS: Readonly<Record<string, Sender>> = {
  'curl with a text': {
    shape: 'plain',
    send: ({ url, address }) => run('curl', ['-fsS', '-d', 'done', `${url}/in/${address}?title=Backup`]),
    expected: BACKUP,
  },
  'curl to ntfy, as its manual shows': {
    shape: 'ntfy',
    send: ({ url, address }) =>
      run('curl', ['-fsS', '-H', 'Title: Backup', '-H', 'Tags: warning', '-d', 'done', `${url}/${address}`]),
    expected: { body: 'done' },
  },
  'ntfy’s JSON to a readable topic': {
    shape: 'ntfy',
    alias: 'backups',
    send: ({ url, address }) =>
      call(url, {
        path: '/',
        headers: { authorization: `Bearer ${address}` },
        body: { topic: 'backups', ...{ title: 'Backup', message: 'done', priority: 4 } },
      }),
    expected: BACKUP,
  },
  'ntfy by GET': {
    shape: 'ntfy',
    send: ({ url, address }) => call(url, { path: `/${address}/publish?title=Backup&message=done` }),
    expected: BACKUP,
  },
  'apprise to ntfy': {
    shape: 'ntfy',
    isMissing: !hasApprise,
    send: ({ host, address }) => run('apprise', ['-t', 'Backup', '-b', 'done', `ntfy://${host}/${address}`]),
    expected: BACKUP,
  },
  'apprise to Gotify': {
    shape: 'gotify',
    isMissing: !hasApprise,
    send: ({ host, address }) =>
      run('apprise', ['-t', 'Backup', '-b', 'done', `gotify://${host}/${address}`]),
    expected: BACKUP,
  },
  'curl to Gotify, as its manual shows': {
    shape: 'gotify',
    send: ({ url, address }) =>
      run('curl', [
        ...['-fsS', `${url}/message?token=${address}`],
        ...['-F', 'title=Backup', '-F', 'message=done', '-F', 'priority=5'],
      ]),
    expected: BACKUP,
  },
  'curl to Pushover, as its manual shows': {
    shape: 'pushover',
    send: ({ url, address }) =>
      run('curl', [
        ...[
          '-fsS',
          '--form-string',
          `token=${address}`,
          '--form-string',
          'user=uQiRzpo4DXghDmr9QzzfQu27cmVRsG',
        ],
        ...['--form-string', 'title=Backup', '--form-string', 'message=done', `${url}/1/messages.json`],
      ]),
    expected: BACKUP,
  },
}

type Member = { credential: Credential; connection: AoiConnection }

async function join(tokenSeed: string): Promise<Member & { token: string }> {
  const credential = await registerClient(server.url)
  const connection = await AoiConnection.open(server.url, credential)
  const answered = await connection.register(credential, { tokenSeed })
  if (answered.code !== '200') throw new Error(answered.desc)
  return { credential, connection, token: answered.clientAppToken }
}

function createTestHook(input: Pick<HookInput, 'clientAppToken' | 'shape'> & Partial<HookInput>) {
  return createHook(server.services.context, { actor: 'test', name: 'backups', ...input })
}

function displayOf(message: object | undefined): object {
  const { payload } = (message ?? {}) as { payload?: { web_push?: number; notification?: object } }
  expect(payload?.web_push).toBe(8030)
  return payload?.notification ?? {}
}

describe.each(Object.entries(SENDERS))('%s', (name, { shape, alias, isMissing = false, send, expected }) => {
  it.skipIf(isMissing)('reaches a group once, online and after a time offline', async () => {
    const seed = `the seed of a group: ${name}`
    const [alice, bob] = [await join(seed), await join(seed)]
    bob.connection.close()
    const created = await createTestHook({
      ...{ clientAppToken: alice.token, shape },
      ...(alias !== undefined && { alias }),
    })
    const target = { url: server.url, host: new URL(server.url).host, address: created.address }
    await send(target)
    expect(displayOf(await alice.connection.first('notification'))).toMatchObject(expected)
    const back = await AoiConnection.open(server.url, bob.credential)
    expect(displayOf(await back.first('notification'))).toMatchObject(expected)
    expect(back.all('notification')).toHaveLength(1)
    await server.services.context.hooks.requests.flush()
    const kept = await server.services.context.hooks.store.listRequests(created.id)
    expect(kept).toMatchObject([{ outcome: 'accepted' }])
    expect(JSON.stringify(kept)).not.toContain(created.address.slice(-40))
    for (const { connection } of [alice, { connection: back }]) connection.close()
  })
})

describe('A hook', () => {
  it('is refused with a wrong secret, after its revocation, and above its limit', async () => {
    const { token, connection } = await join('the seed of a refused group')
    const { id, address } = await createTestHook({ clientAppToken: token, shape: 'plain', perMinute: 2 })
    const post = (to: string) =>
      call(server.url, { path: `/in/${to}`, raw: 'x', headers: { 'content-type': 'text/plain' } })
    const wrong = `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`
    expect((await post(wrong)).status).toBe(401)
    expect((await post('aoi_in_nothing')).status).toBe(401)
    expect([(await post(address)).status, (await post(address)).status]).toEqual([200, 200])
    const limited = await post(address)
    expect(limited.status).toBe(429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    await server.services.context.hooks.store.revoke({ id, at: Date.now() })
    server.services.context.hooks.keys.forget({ id })
    expect((await post(address)).status).toBe(401)
    expect(connection.all('notification')).toHaveLength(2)
    connection.close()
  })

  it('lets nobody subscribe or read, and sends only to its own token', async () => {
    const { token, connection } = await join('the seed of a read group')
    const { address } = await createTestHook({ clientAppToken: token, shape: 'ntfy' })
    for (const path of [`/in/${address}`, `/${address}/json`, `/${address}/sse`, `/ntfy/${address}`])
      expect((await call(server.url, { path })).status).toBeGreaterThanOrEqual(400)
    const other = await join('the seed of another group')
    const asKey = await call(server.url, {
      path: '/api/v1/notifications',
      key: address,
      body: { messageType: 'notificationReq', clientAppToken: other.token, payload: 1 },
    })
    expect(asKey.status).toBe(401)
    for (const each of [connection, other.connection]) each.close()
  })

  it('answers for the receipts of its own emergency messages alone, as Pushover does', async () => {
    const { token, connection } = await join('the seed of a receipt')
    const { address } = await createTestHook({ clientAppToken: token, shape: 'pushover' })
    const other = await createTestHook({ clientAppToken: token, shape: 'pushover' })
    const sent = await call(server.url, {
      path: '/1/messages.json',
      body: { token: address, user: 'u', message: 'fire', priority: 2, retry: 30, expire: 3600 },
    })
    expect(sent.body).toMatchObject({ status: 1, receipt: expect.stringMatching(/^[A-Za-z0-9]{30}$/) })
    const read = (by: string) =>
      call(server.url, { path: `/1/receipts/${String(sent.body.receipt)}.json?token=${by}` })
    expect((await read(address)).body).toMatchObject({ status: 1, acknowledged: 0, expired: 0 })
    expect((await read(other.address)).status).toBe(404)
    expect((await read('nobody')).status).toBe(401)
    await connection.first('notification')
    await connection.acknowledge([token, 1])
    // The cursors are written a moment later.
    await expect.poll(async () => (await read(address)).body).toMatchObject({ acknowledged: 1 })
    expect((await read(address)).body.acknowledged_at).toBeGreaterThan(1_700_000_000)
    connection.close()
  })

  it('checks its sender’s signature, and answers a repeated message with the first notification', async () => {
    const { token, connection } = await join('the seed of a repeated event')
    const { id, address } = await createTestHook({ clientAppToken: token, shape: 'github', signed: true })
    const body = JSON.stringify({
      action: 'created',
      repository: { full_name: 'a/b' },
      sender: { login: 'ada' },
    })
    const secret = server.services.context.hooks.signingSecret(id)
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const post = (signedBy = signature) =>
      call(server.url, {
        path: `/in/${address}`,
        raw: body,
        headers: { 'x-github-event': 'star', 'x-github-delivery': '1', 'x-hub-signature-256': signedBy },
      })
    expect((await post(`sha256=${'0'.repeat(64)}`)).status).toBe(401)
    expect([(await post()).status, (await post()).status]).toEqual([200, 200])
    await server.services.context.hooks.requests.flush()
    const kept = await server.services.context.hooks.store.listRequests(id)
    expect(kept.map(({ outcome }) => outcome)).toEqual(['repeated', 'accepted', 'refused'])
    expect(new Set(kept.slice(0, 2).map(({ notificationId }) => notificationId)).size).toBe(1)
    expect(await connection.reach(token, 1)).toHaveLength(1)
    connection.close()
  })
})
