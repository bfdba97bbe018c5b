import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeThrow } from '../../server/testing/make-throw.ts'
import type { TestServer } from '../../server/testing/start-test-server.ts'
import { startTestServer } from '../../server/testing/start-test-server.ts'
import { AppRegistrations } from './app-registrations.ts'
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

it('registers an app, echoes its request id, and pushes notifications in order', async () => {
  const app = await daemon.connect()
  const answer = await app.ask(
    { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.news', requestId: 'r1' },
    'clientAppRegistrationRes',
  )
  expect(answer).toMatchObject({ code: '200', requestId: 'r1', clientAppToken: expect.stringMatching(/^u1/) })
  if (answer.code !== '200') throw new Error(answer.desc)
  await send(answer.clientAppToken, 1, { two: 2 }, 'three')
  expect(await app.receive()).toBe(1)
  expect(await app.receive()).toEqual({ two: 2 })
  expect(await app.receive()).toBe('three')
})

it('pushes the unacknowledged notifications once to an app that crashed and registers again', async () => {
  const registration = seed()
  const first = await daemon.connect()
  const token = await first.register(registration)
  await send(token, 1, 2, 3)
  await first.receive()
  await first.receive({ acknowledges: false })
  await first.crash()
  await send(token, 4)

  const second = await daemon.connect()
  expect(await second.register(registration)).toBe(token)
  expect([await second.receive(), await second.receive(), await second.receive()]).toEqual([2, 3, 4])
})

it('gives an app without a seed the same token again when it names its instance', async () => {
  const first = await daemon.connect()
  const token = await first.register({ instance: 'one' })
  await first.crash()
  await send(token, 'meanwhile')
  const second = await daemon.connect()
  expect(await second.register({ instance: 'one' })).toBe(token)
  expect(await second.receive()).toBe('meanwhile')
  expect(await second.register({ instance: 'two' })).not.toBe(token)
})

it('makes a new token for each request without seed and instance, which ends with its connection', async () => {
  const before = await server.countRegistrations()
  const app = await daemon.connect()
  expect(await app.register({})).not.toBe(await app.register({}))
  expect(await server.countRegistrations()).toBe(before + 2)
  await app.crash()
  await expect.poll(() => server.countRegistrations()).toBe(before)
})

it('keeps unacknowledged notifications when the daemon ends', async () => {
  const registration = seed()
  const app = await daemon.connect()
  const token = await app.register(registration)
  await send(token, 1)
  await app.receive({ acknowledges: false })
  await daemon.stop()
  await send(token, 2)
  await daemon.start()
  const again = await daemon.connect()
  expect(await again.register(registration)).toBe(token)
  expect([await again.receive(), await again.receive()]).toEqual([1, 2])
})

it('pushes each notification to two apps of one seed, with one registration until the last leaves', async () => {
  const before = await server.countRegistrations()
  const registration = seed()
  const [alice, bob] = [await daemon.connect(), await daemon.connect()]
  const token = await alice.register(registration)
  expect(await bob.register(registration)).toBe(token)
  expect(await server.countRegistrations()).toBe(before + 1)
  await send(token, 1)
  expect([await alice.receive(), await bob.receive()]).toEqual([1, 1])

  const leave = { messageType: 'clientAppDeregistrationReq', clientAppToken: token }
  expect(await alice.ask({ ...leave, requestId: 1 }, 'clientAppDeregistrationRes')).toMatchObject({
    code: '200',
    requestId: 1,
  })
  await send(token, 2)
  expect(await bob.receive()).toBe(2)
  expect(alice.waiting).toEqual([])
  await bob.ask(leave, 'clientAppDeregistrationRes')
  expect(await server.countRegistrations()).toBe(before)
})

it('repeats the answer when one connection registers the same twice', async () => {
  const registration = seed()
  const app = await daemon.connect()
  const token = await app.register(registration)
  expect(await app.register(registration)).toBe(token)
  await send(token, 1, 2)
  expect([await app.receive(), await app.receive()]).toEqual([1, 2])
})

it('refuses an instance that another connection holds, until that connection closes', async () => {
  const holder = await daemon.connect()
  const token = await holder.register({ ...seed(), instance: 'one' })
  const registration = { instance: 'mine', ...seed() }
  const mine = await holder.register(registration)
  const other = await daemon.connect()
  await expect(other.register(registration)).rejects.toThrow('503 instance: is in use by another connection')
  await holder.crash()
  await expect.poll(() => other.register(registration).catch(() => 'refused')).toBe(mine)
  expect(mine).not.toBe(token)
})

it('refuses to deregister a token that another connection holds', async () => {
  const owner = await daemon.connect()
  const token = await owner.register(seed())
  const other = await daemon.connect()
  const leave = { messageType: 'clientAppDeregistrationReq', clientAppToken: token }
  expect(await other.ask(leave, 'clientAppDeregistrationRes')).toMatchObject({ code: '200' })
  await send(token, 'still here')
  expect(await owner.receive()).toBe('still here')
  expect(other.waiting).toEqual([])
})

it('ignores acknowledgements by another connection or for another id', async () => {
  const registration = seed()
  const app = await daemon.connect()
  const token = await app.register(registration)
  await send(token, 1)
  const { id } = await app.take('notification')
  const other = await daemon.connect()
  other.send({ messageType: 'notificationAck', id })
  app.send({ messageType: 'notificationAck', id: '0197a5b2-0000-7000-8000-000000000001' })
  await other.ask({ messageType: 'x' }, 'error')
  await app.ask({ messageType: 'x' }, 'error')
  await app.crash()
  const again = await daemon.connect()
  await again.register(registration)
  expect(await again.receive()).toBe(1)
})

it('closes one request or connection after an unexpected error, reports it, and serves the others', async () => {
  const bystander = await daemon.connect()
  const registration = seed()
  const token = await bystander.register(registration)
  const lines = [
    { messageType: 'clientAppRegistrationReq', ApplicationName: 'com.example.news' },
    { messageType: 'clientAppDeregistrationReq', clientAppToken: token },
    { messageType: 'notificationAck', id: crypto.randomUUID() },
  ]
  for (const line of lines) {
    const app = await daemon.connect()
    const restore = makeThrow(AppRegistrations.prototype, new Error('boom'))
    app.send(line)
    const answered = await Promise.race([
      app.closed.then(() => 'closed'),
      ...(['clientAppRegistrationRes', 'clientAppDeregistrationRes'] as const).map((type) => app.take(type)),
    ])
    if (answered !== 'closed') expect(answered).toMatchObject({ code: '503' })
    await app.crash()
    await expect.poll(() => daemon.takeUnexpected().length).toBeGreaterThan(0)
    restore()
    await send(token, line.messageType)
    expect(await bystander.receive()).toBe(line.messageType)
    // This answer shows that the acknowledgement was read.
    expect(await bystander.register(registration)).toBe(token)
  }
})
