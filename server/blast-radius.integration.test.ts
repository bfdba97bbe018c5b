import { createClient } from '@libsql/client'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { createApi } from './http/api.ts'
import type { EndReason } from './ops/end-process.ts'
import { AoiConnection } from './testing/aoi-connection.ts'
import { call, registerApp, registerClient } from './testing/api-caller.ts'
import { callDashboard, signInAs } from './testing/dashboard-caller.ts'
import { makeThrow } from './testing/make-throw.ts'
import { RawBrowser } from './testing/raw-browser.ts'
import { startTestServer, type TestServer } from './testing/start-test-server.ts'
import { TestClock } from './testing/test-clock.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE']
const BOOM = new Error('boom')
/** Services that keep working: doors need them to report errors. The clock keeps working too. */
const KEPT =
  /^(?:onUnexpected|unexpectedErrors|endProcess|answerLog|warnings|isDraining|context|is\w+|announcer)$/

describe('an unexpected error', () => {
  let server: TestServer
  let member: AoiConnection
  let credential: { aoiClientId: string; aoiClientSecret: string }
  let token: string
  let key: string
  let ends: EndReason[]

  beforeEach(() => begin({}))
  afterEach(async () => {
    member.close()
    await server.stop()
  })

  async function begin(input: { clock?: TestClock }): Promise<void> {
    ends = []
    const endProcess = (reason: EndReason) => void ends.push(reason)
    server = await startTestServer({ env: { AOI_LOG_LEVEL: 'silent' }, endProcess, ...input })
    key = await server.createKey('com.example.chat')
    credential = await registerClient(server.url)
    token = await registerApp(server.url, { as: credential })
    member = await AoiConnection.open(server.url, credential)
  }

  const errors = () => server.services.unexpectedErrors.counts.total

  async function expectDelivery(): Promise<void> {
    const before = member.payloads().length
    await server.send({ key, clientAppToken: token, payload: `after ${errors()} errors` })
    await expect.poll(() => member.payloads().length).toBeGreaterThan(before)
    expect(ends).toEqual([])
  }

  /** Makes everything that the doors use throw: the domain, the store, and the state of the process. */
  function throwEverywhere(): () => void {
    const { services } = server
    const { context } = services
    const targets = [context.store, context.dashboard, context.keyring, context.tokens, context.submissions]
    const others = Object.entries(services).flatMap(([name, part]) =>
      !KEPT.test(name) && typeof part === 'object' ? [part as object] : [],
    )
    const restores = [...targets, context.webPush.receipts, context.webPush.vapid, ...others].map((target) =>
      makeThrow(target, BOOM),
    )
    return () => restores.forEach((restore) => void restore())
  }

  it('in any route, by any method, ends only that request with a fixed answer, and the server still delivers', async () => {
    const paths = new Set(createApi(() => undefined).routes.map(({ path }) => path.replaceAll(/:\w+/g, 'x')))
    expect(paths.size).toBeGreaterThan(60)
    const strange: string[] = []
    const restore = throwEverywhere()
    for (const path of paths) {
      for (const method of METHODS) {
        const body = method === 'POST' || method === 'PUT' ? { body: {} } : {}
        const headers = { origin: server.url, ttl: '60', authorization: 'Bearer x' }
        const { status, text } = await call(server.url, { method, path, headers, ...body })
        if (![200, 204, 400, 401, 403, 404, 405, 413, 500, 503].includes(status) || text.includes('boom'))
          strange.push(`${method} ${path}: ${status} ${text}`)
      }
    }
    restore()
    expect(strange).toEqual([])
    expect(errors()).toBeGreaterThan(60)
    await expectDelivery()
  })

  it('in any event of a session ends only that event or session', async () => {
    const events = [
      'clientAppRegistrationReq',
      'clientAppDeregistrationReq',
      'tokenProofNonceReq',
      'notificationAck',
    ]
    for (const message of [undefined, 'text', {}, { acks: [[token, 1]] }, valid()]) {
      const other = await AoiConnection.open(server.url, await registerClient(server.url))
      const restore = throwEverywhere()
      for (const event of [...events, 'unknown']) other.socket.emit(event, message, () => undefined)
      await other.socket
        .timeout(5000)
        .emitWithAck('tokenProofNonceReq', {})
        .catch(() => undefined)
      other.close()
      restore()
    }
    const restore = throwEverywhere()
    const refused = new AoiConnection(server.url, { auth: { protocol: 1, ...credential } })
    expect((await refused.refused())?.code).toBe('503')
    restore()
    await expectDelivery()
  })

  it('in a read of notifications or a write of acknowledgements ends only that session, which comes back', async () => {
    const restore = makeThrow(server.services.context.store, BOOM)
    await server.send({ key, clientAppToken: token, payload: 'lost here' }).catch(() => undefined)
    restore()
    await server.send({ key, clientAppToken: token, payload: 'first' })
    await expect.poll(() => member.payloads()).toContain('first')
    const moveCursors = server.services.context.store.moveCursors
    server.services.context.store.moveCursors = () => Promise.reject(BOOM)
    member.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, 1]] })
    expect(await member.first('aoiClosing')).toMatchObject({ code: 4503, reconnect: true })
    server.services.context.store.moveCursors = moveCursors
    member = await AoiConnection.open(server.url, credential)
    await expectDelivery()
  })

  it('in any event of the dashboard’s feed ends only that feed', async () => {
    const as = await signInAs(server, 'auditor')
    const feed = await openFeed(as)
    const restore = throwEverywhere()
    for (const event of ['join', 'leave', 'unknown'])
      for (const view of [
        undefined,
        {},
        { view: 'activity' },
        { view: 'fanOut', notificationId: 'x' },
        fanOutView(),
      ])
        feed.emit(event, view)
    const answered = await feed
      .timeout(5000)
      .emitWithAck('join', fanOutView())
      .catch(() => 'ended')
    expect(answered).toBe('ended')
    restore()
    await expectDelivery()
    const again = await openFeed(as)
    expect(await again.timeout(5000).emitWithAck('join', { view: 'activity' })).toBeNull()
  })

  it('in any message of the push socket ends only that connection', async () => {
    const { browser } = await RawBrowser.greet(server.url)
    const { token: subscription, channelID } = await browser.register()
    const restore = throwEverywhere()
    const ack = { messageType: 'ack', updates: [{ channelID, version: 'x', code: 100 }] }
    for (const message of [
      { messageType: 'hello' },
      { messageType: 'register', channelID },
      { messageType: 'unregister', channelID, code: 200 },
      ...[
        ack,
        { ...ack, messageType: 'nack', version: 'x', code: 301 },
        { messageType: 'ping' },
        {},
        'no JSON',
      ],
      Buffer.from('binary'),
    ]) {
      const one = new RawBrowser(server.url)
      one.send({ messageType: 'hello', use_webpush: true })
      one.send(message)
      // The server refuses a message that is not JSON, so this close proves that it has taken all earlier ones.
      one.send('no JSON')
      browser.send(message)
      await one.closed()
    }
    restore()
    expect(await browser.closed()).toBeGreaterThan(1000)
    expect(subscription).not.toBe('')
    await expectDelivery()
  })

  it('in every background step ends one turn of the step, and the next turn runs normally', async () => {
    member.close()
    await server.stop()
    const clock = new TestClock(Date.now())
    await begin({ clock })
    const restore = throwEverywhere()
    clock.advance(LIMITS.heartbeatSeconds * 1000)
    await new Promise((resolve) => setImmediate(resolve))
    restore()
    expect(errors()).toBeGreaterThan(0)
    let swept = 0
    const { store } = server.services.context
    const { sweep } = store
    store.sweep = (step) => {
      swept += 1
      return sweep(step)
    }
    await expect
      .poll(() => {
        clock.advance(5000)
        return swept
      })
      .toBeGreaterThan(0)
    const heartbeats = member.all('aoiHeartbeat').length
    await expect
      .poll(() => {
        clock.advance(5000)
        return member.all('aoiHeartbeat').length
      })
      .toBeGreaterThan(heartbeats)
    expect(ends).toEqual([])
  })

  it('in one listener of announcements does not reach the others', async () => {
    server.services.announcer.listen(() => {
      throw BOOM
    })
    const before = errors()
    await expectDelivery()
    expect(errors()).toBeGreaterThan(before)
  })

  it('that breaks an invariant of the log ends the process, so that no seq is given twice', async () => {
    await server.send({ key, clientAppToken: token, payload: 'one' })
    const database = createClient({ url: `file:${server.dataDirectory}/aoi.db` })
    onTestFinished(() => database.close())
    await database.execute('PRAGMA busy_timeout = 5000')
    await database.execute('UPDATE "ClientAppToken" SET "headSeq" = 0')
    const body = { messageType: 'notificationReq', clientAppToken: token, payload: 'two' }
    const { status } = await call(server.url, { path: '/api/v1/notifications', key, body })
    expect(status).toBe(500)
    expect(ends).toEqual(['brokenInvariant'])
    expect(member.payloads()).toEqual(['one'])
  })

  function valid() {
    const { aoiClientId } = credential
    return { messageType: 'clientAppRegistrationReq', aoiClientId, ApplicationName: 'com.example.chat' }
  }

  const fanOutView = () => ({ view: 'fanOut', notificationId: '0193b3c0-0000-7000-8000-000000000000' })

  async function openFeed(as: Awaited<ReturnType<typeof signInAs>>): Promise<Socket> {
    const answered = await callDashboard(server, { operation: 'createTicket', as })
    const { ticket } = (await answered.json()) as { ticket: string }
    const socket = io(`${server.url}/admin`, {
      ...{ transports: ['websocket'], auth: { ticket }, forceNew: true, reconnection: false },
      extraHeaders: { origin: server.url },
    })
    onTestFinished(() => void socket.disconnect())
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
    return socket
  }
})
