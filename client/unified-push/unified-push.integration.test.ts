import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { endAoiClient } from '../../server/core/aoi-clients/end-aoi-client.ts'
import { revokeRegistration } from '../../server/core/registrations/revoke-registration.ts'
import { startTestServer, type TestServer } from '../../server/testing/start-test-server.ts'
import { runAoi } from '../command/testing/run-aoi.ts'
import { appCommand, BusApp } from './testing/bus-app.ts'
import type { SessionBusDaemon } from './testing/session-bus-daemon.ts'
import { end, findMissing, startSessionBus } from './testing/session-bus-daemon.ts'
import { UNIFIED_PUSH_LIMITS } from './unified-push-limits.ts'

const missing = findMissing()
if (missing !== undefined) console.warn(`aoi daemon --unified-push is not tested: ${missing} is missing`)

const WAKING = 'org.example.Waking'
const sender = webpush.generateVAPIDKeys()
const vapid = sender.publicKey
const vapidDetails = { subject: 'mailto:sender@example.com', ...sender }

describe.skipIf(missing !== undefined)('aoi daemon --unified-push, for an app in Python', () => {
  let directory: string
  let server: TestServer
  let bus: SessionBusDaemon
  let daemon: ChildProcess
  const apps: BusApp[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aoi-'))
    server = await startTestServer()
    bus = await startSessionBus(directory, { [WAKING]: appCommand(WAKING, join(directory, WAKING)) })
    daemon = await startDaemon()
  }, 120_000)
  afterAll(async () => {
    for (const app of apps) await app.kill()
    await end(daemon)
    await bus.stop()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  })

  /** Starts the command, and waits until it has its name on the bus. */
  async function startDaemon(url = server.url): Promise<ChildProcess> {
    const words = ['daemon', '--server', url, '--state', join(directory, 'state'), '--unified-push']
    const child = spawn(process.execPath, ['client/bin/aoi.mjs', ...words], {
      env: { NODE_ENV: 'test', DBUS_SESSION_BUS_ADDRESS: bus.address },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toContain('listening on')
    return child
  }

  /** Returns the daemon's AOI Client ID. */
  async function readId(): Promise<string> {
    const journal = await readFile(join(directory, 'state', 'journal'), 'utf8')
    return journal.match(/ac_[\w-]{22}/)?.[0] ?? ''
  }

  async function startApp(name: string): Promise<BusApp> {
    const app = new BusApp(name, { address: bus.address, log: join(directory, name) })
    apps.push(app)
    await app.start()
    return app
  }

  const request = (
    subscription: webpush.PushSubscription,
    text: string,
    options: webpush.RequestOptions = { vapidDetails },
  ) => webpush.generateRequestDetails(subscription, text, { TTL: 600, ...options })

  /** Sends a request of a stock library, but for its HTTPS. Returns the status. */
  async function post({ endpoint, method, headers, body }: webpush.RequestDetails): Promise<number> {
    const init = { method, headers: headers as HeadersInit, body: body as BodyInit }
    return (await fetch(endpoint, init)).status
  }

  const send = (...made: Parameters<typeof request>) => post(request(...made))

  it('registers, gets what a stock sender encrypted for it, and has its endpoint for good', async () => {
    const app = await startApp('org.example.Two')
    const token = randomUUID()
    const refused = await app.ask({ do: 'register', service: app.name, token })
    expect(refused.value).toEqual({ success: 'REGISTRATION_FAILED', reason: 'VAPID_REQUIRED' })
    const { answer, subscription } = await app.register({ token, vapid })
    expect(answer.value).toEqual({ success: 'REGISTRATION_SUCCEEDED' })
    expect(subscription.endpoint).toContain(`${server.url}/wp/u1`)
    await send(subscription, 'hällo')
    const message = await app.next('Message')
    expect(message).toMatchObject({ version: 2, token })
    expect(app.open(message)).toBe('hällo')
    expect((await app.register({ token, vapid })).subscription).toEqual(subscription)
    const other = { vapidDetails: { ...vapidDetails, ...webpush.generateVAPIDKeys() } }
    expect(await send(subscription, 'x', other)).toBe(403)
    const replaced = await app.register({ token, vapid: webpush.generateVAPIDKeys().publicKey })
    expect(replaced.subscription.endpoint).not.toBe(subscription.endpoint)
    await expect.poll(() => send(subscription, 'old')).toBe(404)
  })

  it('serves apps of version 1, whose senders need no key', async () => {
    const app = await startApp('org.example.One')
    const { answer, subscription } = await app.register({ token: 'one', version: 1 })
    expect(answer.value).toEqual(['REGISTRATION_SUCCEEDED', ''])
    expect(await send(subscription, 'to version 1', {})).toBe(201)
    const message = await app.next('Message')
    expect([message.version, message.token, app.open(message)]).toEqual([1, 'one', 'to version 1'])
    app.tell({ do: 'unregister', version: 1, token: 'one' })
    await app.next('Unregister')
    expect(await app.next('Unregistered')).toMatchObject({ version: 1, token: '' })
  })

  it('refuses a program that does not have the name of the app', async () => {
    const app = await startApp('org.example.Owner')
    const token = randomUUID()
    const { subscription } = await app.register({ token, vapid })
    const foreign = await startApp('org.example.Foreign')
    const unauthorized = { success: 'REGISTRATION_FAILED', reason: 'UNAUTHORIZED' }
    for (const asked of [
      { service: app.name, token, vapid },
      { service: app.name, token: randomUUID(), vapid },
      { service: foreign.name, token, vapid },
    ]) {
      expect((await foreign.ask({ do: 'register', ...asked })).value).toEqual(unauthorized)
    }
    const denied = await foreign.ask({ do: 'unregister', token })
    expect(denied.error).toBe('org.freedesktop.DBus.Error.AccessDenied')
    const malformed = await foreign.ask({ do: 'register', service: ':1.1', token, vapid })
    expect(malformed.error).toBe('org.freedesktop.DBus.Error.InvalidArgs')
    await send(subscription, 'still here')
    expect(app.open(await app.next('Message'))).toBe('still here')
    expect([await foreign.unread(), await app.unread()]).toEqual([0, 0])
  })

  it('keeps the messages of an app that is not there, in order, and holds up nobody else', async () => {
    const app = await startApp('org.example.Away')
    const { subscription } = await app.register({ token: randomUUID(), vapid })
    const other = await startApp('org.example.Present')
    const present = await other.register({ token: randomUUID(), vapid })
    await app.kill()
    const texts = ['first', 'second', 'third']
    for (const text of texts) await send(subscription, text)
    await send(present.subscription, 'meanwhile')
    expect(other.open(await other.next('Message'))).toBe('meanwhile')
    await app.start()
    for (const text of texts) expect(app.open(await app.next('Message'))).toBe(text)
  })

  it('hands a message over again if the daemon is killed before the reply, and never after it', async () => {
    const app = await startApp('org.example.Slow')
    const { subscription } = await app.register({ token: randomUUID(), vapid })
    app.tell({ do: 'hold' })
    for (const text of ['held', 'next']) await send(subscription, text)
    const held = await app.next('Message')
    expect(app.open(held)).toBe('held')
    await end(daemon)
    daemon = await startDaemon()
    const again = await app.next('Message')
    expect([again.id, app.open(again)]).toEqual([held.id, 'held'])
    // One at a time: the second message waits for the reply to the first.
    expect(await app.unread()).toBe(0)
    app.tell({ do: 'release' })
    expect(app.open(await app.next('Message'))).toBe('next')
    await send(subscription, 'last')
    expect(app.open(await app.next('Message'))).toBe('last')
    await end(daemon)
    daemon = await startDaemon()
    await send(subscription, 'after the restart')
    const texts = [await app.next('Message')]
    // The kill may have come before the record of the last reply.
    if (app.open(texts[0] ?? held) === 'last') texts.push(await app.next('Message'))
    expect(app.open(texts.at(-1) ?? held)).toBe('after the restart')
  })

  it('starts an app by its service file', async () => {
    const app = await startApp(WAKING)
    const { subscription } = await app.register({ token: randomUUID(), vapid })
    await app.kill()
    await send(subscription, 'wake up')
    const started = await app.next('started')
    const message = await app.next('Message')
    expect([message.pid, app.open(message)]).toEqual([started.pid, 'wake up'])
  })

  it('gives up a message that the app refuses, and goes on with the next', async () => {
    const app = await startApp('org.example.Refusing')
    const { subscription } = await app.register({ token: randomUUID(), vapid })
    app.tell({ do: 'refuse' })
    for (const text of ['poison', 'good']) await send(subscription, text)
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(app.open(await app.next('Message'))).toBe('poison')
    }
    expect(app.open(await app.next('Message'))).toBe('good')
  })

  it('tells an app that its registration has ended, by its own wish or at the server', async () => {
    const app = await startApp('org.example.Ending')
    const [own, lost] = [randomUUID(), randomUUID()]
    const { subscription } = await app.register({ token: own, vapid })
    expect((await app.ask({ do: 'unregister', token: own })).value).toEqual({})
    expect(await app.next('Unregistered')).toMatchObject({ version: 2, token: own })
    expect(await send(subscription, 'x')).toBe(404)
    const { subscription: ended } = await app.register({ token: lost, vapid })
    const clientAppToken = tokenOf(ended)
    const revoked = { actor: 'test', aoiClientId: await readId(), clientAppToken, reason: 'lost device' }
    await revokeRegistration(server.services.context, revoked)
    expect(await app.next('Unregistered')).toMatchObject({ token: lost })
    // It may register again, with the same token, and gets another endpoint.
    const again = await app.register({ token: lost, vapid })
    expect(again.subscription.endpoint).not.toBe(ended.endpoint)
  })

  it('ends the registration of an app that leaves too many messages waiting', async () => {
    const app = await startApp('org.example.Absent')
    const token = randomUUID()
    const { subscription } = await app.register({ token, vapid })
    await app.kill()
    const unread = request(subscription, 'unread')
    const count = UNIFIED_PUSH_LIMITS.waitingMessages + 1
    for (let sent = 0; sent < count; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => post(unread)))
    }
    await expect.poll(() => send(subscription, 'x'), { timeout: 60_000 }).toBe(404)
    await app.start()
    expect(await app.next('Unregistered')).toMatchObject({ token })
  })

  it('refuses more registrations than one app may have, and a second distributor', async () => {
    const app = await startApp('org.example.Greedy')
    for (let count = 1; count <= UNIFIED_PUSH_LIMITS.registrationsPerApp; count += 1) {
      await app.register({ token: `${count}`, vapid })
    }
    const { value } = await app.ask({ do: 'register', service: app.name, token: 'one more', vapid })
    expect(value).toEqual({ success: 'REGISTRATION_FAILED', reason: 'ACTION_REQUIRED' })
    const second = await runAoi(
      ['daemon', '--server', server.url, '--state', join(directory, 'second'), '--unified-push'],
      { env: { DBUS_SESSION_BUS_ADDRESS: bus.address } },
    )
    expect(second).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('another program has the name'),
    })
  })

  it('tells apps their new endpoints when the server has moved, and that it has removed the daemon', async () => {
    const app = await startApp('org.example.Moving')
    const token = randomUUID()
    const { subscription } = await app.register({ token, vapid })
    await end(daemon)
    const moved = server.url.replace('localhost', '127.0.0.1')
    daemon = await startDaemon(moved)
    const { endpoint = '' } = await app.next('NewEndpoint')
    expect(endpoint).toBe(subscription.endpoint.replace(server.url, moved))
    expect(await send(app.subscriptionAt(endpoint), 'moved')).toBe(201)
    expect(app.open(await app.next('Message'))).toBe('moved')
    await endAoiClient(server.services.context, { actor: 'test', aoiClientId: await readId() })
    expect(await app.next('Unregistered')).toMatchObject({ token })
  })
})

/** Returns the Client App Token of an endpoint. */
function tokenOf({ endpoint }: webpush.PushSubscription): string {
  return new URL(endpoint).pathname.slice('/wp/'.length)
}
