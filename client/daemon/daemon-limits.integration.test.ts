import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { stat, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestServer } from '../../server/testing/start-test-server.ts'
import { startTestServer } from '../../server/testing/start-test-server.ts'
import { AppConnection } from './app-connection.ts'
import { AppInstances } from './app-instances.ts'
import { DAEMON_LIMITS } from './daemon-limits.ts'
import { startDaemon } from './start-daemon.ts'
import { daemonForEachTest } from './testing/daemon-for-each-test.ts'

let server: TestServer
let key = ''
beforeAll(async () => {
  server = await startTestServer()
  key = await server.createKey('com.example.news')
})
afterAll(() => server.stop())

const daemon = daemonForEachTest(() => server.url)
const seed = () => ({ tokenSeed: randomBytes(16).toString('hex') })

async function send(clientAppToken: string, ...payloads: unknown[]): Promise<void> {
  for (const payload of payloads) await server.send({ key, clientAppToken, payload })
}

it('answers 400 to an invalid request, and goes on', async () => {
  const app = await daemon.connect()
  app.write('not JSON\n')
  expect(await app.take('error')).toMatchObject({ code: '400' })
  const answer = await app.ask(
    { messageType: 'clientAppRegistrationReq', requestId: 9 },
    'clientAppRegistrationRes',
  )
  expect(answer).toMatchObject({
    code: '400',
    requestId: 9,
    desc: expect.stringContaining('ApplicationName'),
  })
  expect(await app.register(seed())).toMatch(/^g1/)
})

it('closes a connection whose line is too long, with the reason', async () => {
  const app = await daemon.connect()
  app.write('x'.repeat(DAEMON_LIMITS.lineBytes + 1))
  expect(await app.take('error')).toMatchObject({ code: '400', desc: expect.stringContaining('65536 bytes') })
  await app.closed
})

it('serves 127.0.0.1 too, and closes an HTTP request there before it reads the body', async () => {
  const app = await daemon.connect(daemon.port)
  expect(await app.register(seed())).toMatch(/^g1/)
  const browser = await daemon.connect(daemon.port)
  const body = JSON.stringify({
    messageType: 'clientAppRegistrationReq',
    ApplicationName: 'com.example.news',
  })
  browser.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}\n`)
  await browser.closed
  expect(browser.waiting).toEqual([expect.objectContaining({ messageType: 'error', code: '400' })])
})

it('refuses connections above the limit with 503, and accepts one after another has closed', async () => {
  const held = await Promise.all(Array.from({ length: DAEMON_LIMITS.connections }, () => daemon.connect()))
  const refused = await daemon.connect()
  expect(await refused.take('error')).toMatchObject({ code: '503', retryAfter: expect.any(Number) })
  await refused.closed
  await held[0]?.crash()
  const register = async () => {
    const app = await daemon.connect()
    return Promise.race([app.register(seed()), app.closed])
  }
  await expect.poll(register).toMatch(/^g1/)
})

it('refuses registrations above the limit of a connection with 503', async () => {
  const app = await daemon.connect()
  const requests = Array.from({ length: DAEMON_LIMITS.registrationsPerConnection }, (_, index) =>
    app.register({ instance: String(index) }),
  )
  await Promise.all(requests)
  await expect(app.register(seed())).rejects.toThrow('503 a connection may have at most 100 registrations')
})

it('is accessible only to its owner', async () => {
  expect((await stat(daemon.socketPath)).mode & 0o777).toBe(0o600)
})

it('refuses to listen in place of another daemon, and of a file that is not a socket', async () => {
  const { aoiClient } = daemon
  const onError = () => undefined
  await expect(startDaemon({ aoiClient, socketPath: daemon.socketPath, onError })).rejects.toThrow(
    'another daemon',
  )
  const file = join(daemon.directory, 'precious')
  await writeFile(file, 'kept')
  await expect(startDaemon({ aoiClient, socketPath: file, onError })).rejects.toThrow('is not a socket')
  expect((await stat(file)).size).toBe(4)
})

it('survives 2,000 random lines on one connection, and serves on', async () => {
  const vocabulary = [
    '"messageType"',
    ':',
    ',',
    '{',
    '}',
    '[',
    '"clientAppDeregistrationReq"',
    '"notificationAck"',
    '"id"',
    '1',
    'null',
  ]
  const app = await daemon.connect()
  for (let line = 0; line < 2000; line += 1) {
    const words = [...randomBytes(line % 12)].map((byte) => vocabulary[byte % vocabulary.length])
    app.write(
      line % 3 === 0 ? Buffer.concat([randomBytes(line % 50), Buffer.from('\n')]) : `${words.join('')}\n`,
    )
  }
  expect(await app.register(seed())).toMatch(/^g1/)
})

it('pushes one notification at a time to an app that does not acknowledge, and delays no other app', async () => {
  const registration = seed()
  const [slow, quick] = [await daemon.connect(), await daemon.connect()]
  const token = await slow.register(registration)
  await quick.register(registration)
  const payloads = Array.from({ length: 20 }, (_, index) => `${index} ${'x'.repeat(3000)}`)
  slow.pauseReading()
  await send(token, ...payloads)
  for (const payload of payloads) expect(await quick.receive()).toBe(payload)
  slow.resumeReading()
  await slow.ask({ messageType: 'x' }, 'error')
  expect(slow.waiting).toHaveLength(1)
  for (const payload of payloads) expect(await slow.receive()).toBe(payload)
})

it('stops reading from an app that does not read its answers', async () => {
  const flood = Buffer.from('x\n'.repeat(500_000))
  const sockets: Socket[] = []
  const listening = createServer((socket) => {
    sockets.push(socket)
    const { aoiClient } = daemon
    const world = { aoiClient, instances: new AppInstances(), endsOnForeign: false, onError: () => undefined }
    void new AppConnection(socket, world).serve()
  })
  await once(listening.listen(join(daemon.directory, 'flooded.sock')), 'listening')
  const app = await daemon.connect(join(daemon.directory, 'flooded.sock'))
  app.pauseReading()
  app.write(flood)
  await expect.poll(() => sockets[0]?.writableNeedDrain).toBe(true)
  for (let turn = 0; turn < 100; turn += 1) await daemon.aoiClient.listRegistrations()
  expect(sockets[0]?.bytesRead).toBeLessThan(flood.byteLength / 2)
  expect(sockets[0]?.writableLength).toBeLessThan(1_000_000)
  listening.close()
})
