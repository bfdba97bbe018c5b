import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHook, type HookInput } from '#server/core/hooks/create-hook.ts'
import { revokeHook } from '#server/core/hooks/revoke-hook.ts'
import { AoiConnection, type Credential } from '#server/testing/aoi-connection.ts'
import { call, registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { ALERTMANAGER } from '#server/testing/stock-senders/alertmanager.ts'
import { COMMANDS } from '#server/testing/stock-senders/commands.ts'
import { LIBRARIES } from '#server/testing/stock-senders/libraries.ts'
import { RECORDED } from '#server/testing/stock-senders/recorded.ts'
import type { StockSenders } from '#server/testing/stock-senders/stock-sender.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { AOI_TRUSTED_PROXIES: '1' } })
}, 60_000)
afterAll(async () => server.stop())

/** Stock senders, each with the settings that its documentation names. Only their host differs. */
const SENDERS: StockSenders = { ...COMMANDS, ...LIBRARIES, ...RECORDED, ...ALERTMANAGER }

let members = 0

type Member = { credential: Credential; connection: AoiConnection }

async function join(tokenSeed?: string): Promise<Member & { token: string }> {
  members += 1
  // Each member is another household: the limits of one address are not tested here.
  const credential = await registerClient(server.url, `198.51.100.${members}`)
  const connection = await AoiConnection.open(server.url, credential)
  const answered = await connection.register(credential, tokenSeed === undefined ? {} : { tokenSeed })
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

describe.each(Object.entries(SENDERS))('%s', (name, sender) => {
  const { shape, alias, signed = false, isMissing = false, send, expected } = sender

  /** Makes a hook of the sender for a token. Returns its id and a function that sends by it. */
  async function open(clientAppToken: string) {
    const { id, address } = await createTestHook({
      ...{ clientAppToken, shape, signed },
      ...(alias !== undefined && { alias }),
    })
    const { hooks } = server.services.context
    const signingSecret = signed ? hooks.signingSecret(id) : ''
    const target = { url: server.url, host: new URL(server.url).host, address, signingSecret }
    const close = async (requests: number) => {
      const list = async () => {
        // A request is noted just after its answer.
        await hooks.requests.flush()
        return hooks.store.listRequests(id)
      }
      await expect.poll(async () => (await list()).length).toBe(requests)
      const kept = await list()
      expect(kept.every(({ outcome }) => outcome === 'accepted')).toBe(true)
      expect(JSON.stringify(kept)).not.toContain(address.slice(-40))
      await revokeHook(server.services.context, { actor: 'test', id })
    }
    return { send: () => send(target), close }
  }

  it.skipIf(isMissing)('reaches a group once, online and after a time offline', async () => {
    const seed = `the seed of a group: ${name}`
    const [alice, bob] = [await join(seed), await join(seed)]
    bob.connection.close()
    const hook = await open(alice.token)
    await hook.send()
    expect(displayOf(await alice.connection.first('notification'))).toMatchObject(expected)
    const back = await AoiConnection.open(server.url, bob.credential)
    expect(displayOf(await back.first('notification'))).toMatchObject(expected)
    expect(back.all('notification')).toHaveLength(1)
    await hook.close(1)
    for (const { connection } of [alice, { connection: back }]) connection.close()
  })

  it.skipIf(isMissing)('reaches a single AOI Client, online and after a time offline', async () => {
    const { credential, connection, token } = await join()
    const hook = await open(token)
    await hook.send()
    expect(displayOf(await connection.first('notification'))).toMatchObject(expected)
    await connection.acknowledge([token, 1])
    connection.close()
    await hook.send()
    const back = await AoiConnection.open(server.url, credential)
    expect(await back.first('notification')).toMatchObject({ seq: 2 })
    expect(displayOf(await back.first('notification'))).toMatchObject(expected)
    await hook.close(2)
    back.close()
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

  it('replaces the message of a sequence id in the path, as ntfy does', async () => {
    const { token, connection, credential } = await join('the seed of a sequence')
    const { address } = await createTestHook({ clientAppToken: token, shape: 'ntfy' })
    connection.close()
    for (const [method, text] of [
      ['POST', '10 %'],
      ['PUT', '90 %'],
    ] as const) {
      const headers = { 'content-type': 'text/plain' }
      expect((await call(server.url, { path: `/${address}/job-7`, method, raw: text, headers })).status).toBe(
        200,
      )
    }
    const back = await AoiConnection.open(server.url, credential)
    expect(displayOf(await back.first('notification'))).toMatchObject({ body: '90 %', tag: 'job-7' })
    expect(back.all('notification')).toHaveLength(1)
    back.close()
  })

  it('agrees to a sender of CloudEvents that asks before it sends', async () => {
    const ask = (path: string) =>
      fetch(`${server.url}${path}`, {
        method: 'OPTIONS',
        headers: { 'webhook-request-origin': 'events.example.com', 'webhook-request-rate': '120' },
      })
    const { headers } = await ask('/in/aoi_in_any')
    expect([headers.get('webhook-allowed-origin'), headers.get('webhook-allowed-rate')]).toEqual(['*', '60'])
    expect((await ask('/api/v1/notifications')).headers.has('webhook-allowed-origin')).toBe(false)
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
