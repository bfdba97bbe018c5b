import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_CALLS, type AdminAnswer, type AdminCall, type AdminRequest, fingerprint } from '#protocol'
import { call, registerApp, registerClient } from '#server/testing/api-caller.ts'
import { openTestServices } from '#server/testing/api-door.ts'
import { serveApi } from '../serve-api.ts'
import { listenAdmin } from './listen-admin.ts'

type TestServices = Awaited<ReturnType<typeof openTestServices>>
let opened: TestServices
let admin: { close: () => Promise<void> }

beforeEach(async () => {
  opened = await openTestServices()
  admin = await listenAdmin(opened.services, opened.dataDirectory, { server: createServer() })
})
afterEach(async () => {
  await admin.close()
  await opened.close()
})

describe('the admin socket', () => {
  it('is accessible only to the owner of the data directory', async () => {
    const { dataDirectory } = opened
    expect((await stat(join(dataDirectory, 'aoi.sock'))).mode & 0o777).toBe(0o600)
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700)
  })

  it('makes a key that works, lists it without its secret, and revokes it at once', async () => {
    const api = await openApi()
    const made = await ask('keys.create', { name: 'chat', applications: ['com.example.*'], ttlSeconds: 60 })
    const use = async () => (await call(api.url, { path: '/api/v1/tokens', key: made.key })).status
    expect(await use()).toBe(200)
    const { keys } = await ask('keys.list', {})
    expect(keys).toEqual([
      {
        ...{ id: made.id, name: 'chat', applications: ['com.example.*'], expiresAt: made.expiresAt },
        createdAt: expect.any(String),
      },
    ])
    expect(JSON.stringify(keys)).not.toContain(made.key.slice(-43))
    expect(await ask('keys.revoke', { id: made.id })).toEqual({ id: made.id })
    expect(await use()).toBe(401)
    expect((await ask('keys.list', {})).keys[0]?.revokedAt).toBeDefined()
    expect(await refuse('keys.revoke', { id: made.id })).toMatchObject({ status: 404, body: { code: '404' } })
    await api.close()
  })

  it('lists AOI Clients, and revokes one with all its registrations', async () => {
    const api = await openApi()
    const alice = await registerClient(api.url)
    await registerApp(api.url, { as: alice })
    const { aoiClientId } = alice
    expect((await ask('clients.list', {})).clients).toMatchObject([{ aoiClientId, registrations: 1 }])
    await ask('clients.revoke', { aoiClientId })
    expect((await ask('clients.list', {})).clients).toEqual([])
    expect(await refuse('clients.revoke', { aoiClientId })).toMatchObject({ status: 404 })
    await api.close()
  })

  it('shows the tokens of every application by fingerprint, and whole only on request', async () => {
    const api = await openApi()
    const token = await registerApp(api.url, {
      as: await registerClient(api.url),
      tokenSeed: 'seed of the shown',
    })
    const row = {
      fingerprint: fingerprint(token),
      ApplicationName: 'com.example.chat',
      kind: 'shared',
      members: 1,
    }
    const listed = await ask('tokens.list', {})
    expect(listed.tokens).toMatchObject([row])
    expect(JSON.stringify(listed)).not.toContain(token)
    const revealed = await ask('tokens.list', { reveal: true, applicationName: 'com.example.chat' })
    expect(revealed.tokens).toMatchObject([{ ...row, clientAppToken: token }])
    expect((await ask('tokens.list', { applicationName: 'other' })).tokens).toEqual([])
    expect(await ask('tokens.show', { clientAppToken: token })).not.toHaveProperty('clientAppToken')
    expect(await ask('tokens.show', { clientAppToken: token, reveal: true })).toMatchObject({
      clientAppToken: token,
    })
    const unknown = { clientAppToken: `g1${'x'.repeat(43)}` }
    expect(await refuse('tokens.show', unknown)).toMatchObject({ status: 404 })
    await api.close()
  })

  it('reports the status, and renews the epoch', async () => {
    const before = await ask('status', {})
    expect(before).toMatchObject({
      ready: true,
      draining: false,
      processId: process.pid,
      submissionsWaiting: 0,
    })
    const { epoch } = await ask('epoch.renew', {})
    expect(epoch).not.toBe(before.epoch)
    expect((await ask('status', {})).epoch).toBe(epoch)
  })

  it('refuses an element that its schemas do not know, and names it', async () => {
    const refused = [
      [await refuse('keys.create', { name: 'x', applications: [] }), 400, /applications/],
      [await refuse('keys.create', { name: 'x', applications: ['*'] }), 400, /applications/],
      [
        await refuse('keys.create', { name: 'x', applications: ['a'], admin: true }),
        400,
        /unknown element "admin"/,
      ],
      [await refuse('keys.list', { limit: 1001 }), 400, /limit/],
      [await refuse('no.call', {}), 404, /no admin call has this name/],
    ] as const
    for (const [{ status, body }, code, named] of refused) {
      expect(body).toEqual({ code: String(code), desc: expect.stringMatching(named) })
      expect(status).toBe(code)
    }
  })

  it('refuses to start when another server listens on it, and says so in one sentence', async () => {
    const second = listenAdmin(opened.services, opened.dataDirectory, { server: createServer() })
    await expect(second).rejects.toThrow(/another AOI Server is running on this data directory/)
    expect(await ask('status', {})).toBeDefined()
  })

  it('replaces the socket file that a killed server left behind', async () => {
    await admin.close()
    const path = join(opened.dataDirectory, 'aoi.sock')
    const leave = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    expect(spawnSync(process.execPath, ['-e', leave]).signal).toBe('SIGKILL')
    expect((await stat(path)).isSocket()).toBe(true)
    admin = await listenAdmin(opened.services, opened.dataDirectory, { server: createServer() })
    expect(await ask('status', {})).toBeDefined()
  })

  it('reports a path that is too long for a socket', async () => {
    const base = await mkdtemp(join(tmpdir(), 'aoi-'))
    const long = join(base, 'a'.repeat(100))
    await mkdir(long)
    await expect(listenAdmin(opened.services, long, { server: createServer() })).rejects.toThrow(
      /longer than 100 bytes: choose another AOI_DATA_DIR/,
    )
    await rm(base, { recursive: true })
  })

  it('does not replace a socket file that another process serves', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'aoi-'))
    const other = createSocketServer().listen(join(directory, 'aoi.sock'))
    await new Promise((resolve) => other.once('listening', resolve))
    await expect(listenAdmin(opened.services, directory, { server: createServer() })).rejects.toThrow(
      /another AOI Server/,
    )
    await new Promise((resolve) => other.close(resolve))
    await rm(directory, { recursive: true })
  })
})

async function openApi(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(serveApi(opened.services)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

/** Asks the socket, and checks the answer against its schema. */
async function ask<Call extends AdminCall>(
  call: Call,
  request: AdminRequest<Call>,
): Promise<AdminAnswer<Call>> {
  const { status, body } = await refuse(call, request)
  expect([status, body]).toEqual([200, expect.any(Object)])
  return ADMIN_CALLS[call].answer.parse(body) as AdminAnswer<Call>
}

function refuse(name: string, request: object): Promise<{ status: number | undefined; body: unknown }> {
  return new Promise((resolve, reject) => {
    const socketPath = join(opened.dataDirectory, 'aoi.sock')
    const headers = { 'content-type': 'application/json' }
    const sent = httpRequest({ socketPath, method: 'POST', path: `/admin/${name}`, headers, agent: false })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) })
    })
    sent.end(JSON.stringify(request))
  })
}
