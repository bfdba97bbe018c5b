import { once } from 'node:events'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { AoiConnection } from '#server/testing/aoi-connection.ts'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { findFreePort } from '#server/testing/free-port.ts'
import { ServerProcess } from '#server/testing/server-process.ts'
import { startTestServer } from '#server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { askHealth } from './bin/ask-health.mjs'

const PUBLIC = 'https://push.example'

async function makeSocketPath(): Promise<string> {
  const directory = await makeTemporaryDirectory()
  onTestFinished(() => directory.remove())
  return join(directory.path, 'http.sock')
}

async function ask(options: RequestOptions, body?: string): Promise<{ status: number; body: string }> {
  const asked = request(options)
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, body: await text(answer) }
}

/** Passes the bytes of a TCP port on to a Unix socket, as a proxy does. Returns the origin of the port. */
async function passOn(socketPath: string): Promise<string> {
  const server = createServer((socket) => {
    const upstream = connect(socketPath)
    socket.pipe(upstream).pipe(socket)
    socket.on('error', () => upstream.destroy())
    upstream.on('error', () => socket.destroy())
  })
  const port = await findFreePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${port}`
}

it('a server serves requests and sessions on every address that it listens on', async () => {
  const path = await makeSocketPath()
  const AOI_LISTEN = `127.0.0.1:0, unix:${path}, 127.0.0.2:0`
  const server = await startTestServer({ env: { AOI_LISTEN } })
  onTestFinished(() => server.stop())
  expect(server.addresses).toEqual([
    expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^127\.0\.0\.2:\d+$/),
    `unix:${path}`,
  ])
  const origins = [...server.addresses.slice(0, 2).map((address) => `http://${address}`), await passOn(path)]
  const key = await server.createKey('com.example.chat')
  for (const origin of origins) {
    const as = await registerClient(origin)
    const clientAppToken = await registerApp(origin, { as })
    const member = await AoiConnection.open(origin, as)
    onTestFinished(() => member.close())
    await server.send({ key, clientAppToken, payload: origin })
    await member.first('notification')
    expect(member.payloads()).toEqual([origin])
  }
})

it('a server drains the connections of every address', async () => {
  const path = await makeSocketPath()
  const server = await startTestServer({ env: { AOI_LISTEN: `127.0.0.1:0,unix:${path}` } })
  const member = await AoiConnection.open(await passOn(path), await registerClient(server.url))
  await server.stop()
  expect(await member.first('aoiClosing')).toMatchObject({ code: 4503, reconnect: true })
  await member.ended()
  expect(existsSync(path)).toBe(false)
})

it('a server believes the proxy at a Unix socket about its caller, and not what the caller claims', async () => {
  const path = await makeSocketPath()
  const env = { AOI_LISTEN: `unix:${path}`, AOI_PUBLIC_URL: PUBLIC, AOI_TRUSTED_PROXIES: '1' }
  const server = await startTestServer({ env })
  onTestFinished(() => server.stop())
  const origin = await passOn(path)
  const token = await registerApp(origin, { as: await registerClient(origin), webPush: true })
  const headers = { ttl: '60', 'x-forwarded-for': '203.0.113.7, 198.51.100.9' }
  const push = { socketPath: path, method: 'POST', path: `/wp/${token}`, headers }
  expect((await ask(push, 'x')).status).toBe(201)
  const { rows } = await server.services.context.store.listUse({ limit: 50, unit: 'senderNetwork' })
  expect(rows.map((row) => row.key)).toEqual(['198.51.100.9'])
})

it('a server process replaces the socket of a killed one, with its mode, and leaves that of a running one', async () => {
  const path = await makeSocketPath()
  const env = { AOI_LISTEN: `unix:${path}`, AOI_SOCKET_MODE: '600', AOI_PUBLIC_URL: PUBLIC }
  const server = await ServerProcess.start({ env })
  onTestFinished(() => server.remove())
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const ready = { socketPath: path, path: '/api/ready' }
  expect((await ask(ready)).status).toBe(200)
  expect(await askHealth(env)).toBeUndefined()
  await server.run.end('SIGKILL')
  expect(existsSync(path)).toBe(true)
  expect(await askHealth(env)).toBe(`no server answers on ${path}: ECONNREFUSED`)
  await server.begin().ready
  expect((await ask(ready)).status).toBe(200)

  const second = await ServerProcess.prepare({ env })
  onTestFinished(() => second.remove())
  expect((await second.begin().ended).code).toBe(1)
  expect(second.errors).toContain(
    `another server is running and answers on ${path}: stop it, or set AOI_LISTEN`,
  )
  expect(await server.run.end('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(existsSync(path)).toBe(false)
})

it('a server leaves a file alone that is no socket, and names it', async () => {
  const path = await makeSocketPath()
  writeFileSync(path, 'mine')
  const starting = startTestServer({ env: { AOI_LISTEN: `unix:${path}`, AOI_PUBLIC_URL: PUBLIC } })
  await expect(starting).rejects.toThrow(`${path} is a file and no socket: remove it, or set AOI_LISTEN`)
  expect(existsSync(path)).toBe(true)
})
