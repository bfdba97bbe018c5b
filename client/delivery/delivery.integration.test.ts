import { describe, expect, it } from 'vitest'
import type { ClientNotification, ParkedNotification } from '../client-notification.ts'
import { CLIENT_LIMITS } from '../limits.ts'
import { collect, useDevice, useTestServer, waitForState } from '../testing/use-aoi-clients.ts'

const applicationName = 'com.example.news'
const tokenSeed = 'correct horse battery staple'
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('receiving notifications', () => {
  it('delivers each notification once, in order, with its stable id, and acknowledges it', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const notifications: ClientNotification[] = []
    registration.onNotification((notification) => void notifications.push(notification))
    const ids = numbers(1, 200).map((payload) => server.send(registration.token, { payload }))
    await expect.poll(() => notifications.length).toBe(200)
    expect(notifications.map(({ id }) => id)).toEqual(ids)
    expect(notifications[0]).toEqual({
      clientAppToken: registration.token,
      applicationName,
      id: ids[0],
      seq: 1,
      sentAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-02T00:00:00.000Z',
      payload: 1,
      payloadText: '1',
    })
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([200])
  })

  it('preserves any JSON and the bytes of a Web Push body, across a restart too', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const first = device.start()
    const { token } = await first.register({ applicationName })
    const bodies = [{ deep: [{ a: null }] }, 'text', 0, false, null, '']
    for (const payload of bodies) server.send(token, { payload })
    server.send(token, { data: Uint8Array.of(0, 255, 10, 13) })
    await expect.poll(() => server.ackedSeqs(token)).toEqual([7])
    await first.close()
    const payloads = collect(await device.start().register({ applicationName }))
    await expect.poll(() => payloads).toEqual([...bodies, Uint8Array.of(0, 255, 10, 13)])
  })

  it('delivers the notifications sent while it was away, in order and once', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const first = device.start()
    const registration = await first.register({ applicationName, tokenSeed })
    const before = collect(registration)
    for (const payload of numbers(1, 3)) server.send(registration.token, { payload })
    await expect.poll(() => before).toEqual(numbers(1, 3))
    await first.close()
    for (const payload of numbers(4, 13)) server.send(registration.token, { payload })
    const after = collect(await device.start().register({ applicationName, tokenSeed }))
    await expect.poll(() => after).toEqual(numbers(4, 13))
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([13])
  })

  it('drops repeated notifications, and acknowledges them again', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const payloads = collect(registration)
    for (const payload of numbers(1, 5)) server.send(registration.token, { payload })
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([5])
    server.goBack(registration.token, { headSeq: 5, ackedSeq: 2 })
    server.repeat(registration.token, 3)
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([5])
    server.send(registration.token, { payload: 6 })
    await expect.poll(() => payloads).toEqual(numbers(1, 6))
  })

  it('skips gaps and acknowledges them', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const payloads = collect(registration)
    server.sendExpired(registration.token, 3)
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([3])
    server.send(registration.token, { payload: 4 })
    server.sendExpired(registration.token, 2)
    server.send(registration.token, { payload: 7 })
    await expect.poll(() => payloads).toEqual([4, 7])
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([7])
  })

  it('reads again from the log when the server has left out a notification', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const registration = await aoiClient.register({ applicationName })
    const payloads = collect(registration)
    server.send(registration.token, { payload: 1 })
    await expect.poll(() => payloads).toEqual([1])
    const states: unknown[] = []
    aoiClient.onState((state) => states.push(state))
    server.sendSilently(registration.token, { payload: 2 })
    server.send(registration.token, { payload: 3 })
    await expect.poll(() => payloads).toEqual([1, 2, 3])
    expect(states[0]).toMatchObject({ name: 'reconnecting', reason: 'behind' })
  })

  it('opens a new session when two heartbeats name a head that it does not get', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const registration = await aoiClient.register({ applicationName })
    const payloads = collect(registration)
    server.sendSilently(registration.token, { payload: 1 })
    const heartbeat = {
      messageType: 'aoiHeartbeat',
      serverTime: '2030-01-01T00:00:00.000Z',
      heads: [[registration.token, 1]],
    }
    server.emit('aoiHeartbeat', heartbeat)
    server.emit('aoiHeartbeat', heartbeat)
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({ reason: 'behind' })
    await expect.poll(() => payloads).toEqual([1])
  })
})

describe('a server whose log is shorter than before', () => {
  it('is trusted from its own record on if its epoch changed', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const payloads = collect(registration)
    for (const payload of numbers(1, 5)) server.send(registration.token, { payload })
    await expect.poll(() => payloads).toEqual(numbers(1, 5))
    server.epoch = 'e2'
    server.goBack(registration.token, { headSeq: 3, ackedSeq: 3 })
    server.cut()
    await expect.poll(() => server.handshakes.length).toBe(2)
    server.send(registration.token, { payload: 'new 4' })
    await expect.poll(() => payloads).toEqual([...numbers(1, 5), 'new 4'])
    expect(server.handshakes[1]).toMatchObject({ epoch: 'e1', cursors: { [registration.token]: 5 } })
  })

  it('is trusted, with a warning, if the epoch is the same', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const registration = await device.start().register({ applicationName })
    const payloads = collect(registration)
    for (const payload of numbers(1, 5)) server.send(registration.token, { payload })
    await expect.poll(() => server.ackedSeqs(registration.token)).toEqual([5])
    server.goBack(registration.token, { headSeq: 3, ackedSeq: 3 })
    server.cut()
    await expect.poll(() => device.logged.map(({ event }) => event)).toContain('serverWentBack')
    server.send(registration.token, { payload: 'new 4' })
    await expect.poll(() => payloads).toEqual([...numbers(1, 5), 'new 4'])
  })
})

describe('handlers', () => {
  it('get a notification again when they throw, up to 5 times, before it is parked and reported', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const calls: [unknown, number][] = []
    const parked: ParkedNotification[] = []
    registration.onParked((one) => parked.push(one))
    registration.onNotification((notification, { attempt }) => {
      const payload = 'payload' in notification ? notification.payload : undefined
      calls.push([payload, attempt])
      if (payload === 'bad' || (payload === 'twice' && attempt < 3)) throw new Error('cannot take this')
    })
    for (const payload of ['good', 'bad', 'twice']) server.send(registration.token, { payload })
    await expect.poll(() => calls.length).toBe(9)
    expect(calls).toEqual([
      ['good', 1],
      ...numbers(1, 5).map((attempt) => ['bad', attempt]),
      ...numbers(1, 3).map((attempt) => ['twice', attempt]),
    ])
    expect(parked).toMatchObject([
      { notification: { payload: 'bad', seq: 2 }, attempts: 5, error: 'cannot take this' },
    ])
  })

  it('find parked notifications after a restart, and get them again on request', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const first = device.start()
    const registration = await first.register({ applicationName })
    registration.onNotification(() => Promise.reject(new Error('no')))
    const id = server.send(registration.token, { payload: 'bad' })
    await expect.poll(() => registration.listParked()).toHaveLength(1)
    await first.close()
    const again = await device.start().register({ applicationName })
    const payloads = collect(again)
    expect(again.listParked()).toMatchObject([
      { notification: { id, payload: 'bad' }, attempts: 5, error: 'no' },
    ])
    await again.retryParked(id)
    await expect.poll(() => payloads).toEqual(['bad'])
    expect(again.listParked()).toEqual([])
  })

  it('keep the count of attempts across a restart', async () => {
    const server = await useTestServer()
    const device = useDevice(server)
    const first = device.start({ random: () => 0.9 })
    const registration = await first.register({ applicationName })
    const attempts: number[] = []
    registration.onNotification((_notification, context) => {
      attempts.push(context.attempt)
      throw new Error('no')
    })
    server.send(registration.token, { payload: 1 })
    await expect.poll(() => device.logged.map(({ event }) => event)).toContain('handlerFailed')
    await first.close()
    const again = await device.start().register({ applicationName })
    again.onNotification((_notification, context) => void attempts.push(context.attempt))
    await expect.poll(() => attempts).toEqual([1, 2])
  })

  it('count as successful when they return after they were detached', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const first: unknown[] = []
    const detach = registration.onNotification(({ id }) => {
      first.push(id)
      detach()
    })
    const ids = numbers(1, 2).map((payload) => server.send(registration.token, { payload }))
    await expect.poll(() => first).toEqual([ids[0]])
    const second = collect(registration)
    await expect.poll(() => second).toEqual([2])
  })

  it('lose no attempt when they throw because they were detached, and no other runs meanwhile', async () => {
    const server = await useTestServer()
    const registration = await useDevice(server).start().register({ applicationName })
    const { promise: called, resolve: call } = makePromise()
    const { promise: letGo, resolve: release } = makePromise()
    const detach = registration.onNotification(async (_notification, { signal }) => {
      call()
      await letGo
      signal.throwIfAborted()
    })
    server.send(registration.token, { payload: 1 })
    await called
    detach()
    const attempts: number[] = []
    registration.onNotification((_notification, { attempt }) => void attempts.push(attempt))
    expect(attempts).toEqual([])
    release()
    await expect.poll(() => attempts).toEqual([1])
  })

  it('that are attached late get all waiting notifications, even beyond the AOI Client’s buffer', async () => {
    const server = await useTestServer()
    const aoiClient = useDevice(server).start()
    const registration = await aoiClient.register({ applicationName })
    const count = CLIENT_LIMITS.heldNotifications + 50
    for (const payload of numbers(1, count)) server.send(registration.token, { payload })
    expect(await waitForState(aoiClient, 'reconnecting')).toMatchObject({ reason: 'backlogFull' })
    expect(server.ackedSeqs(registration.token)[0]).toBeLessThanOrEqual(CLIENT_LIMITS.heldNotifications)
    const payloads = collect(registration)
    await expect.poll(() => payloads.length, { timeout: 15_000 }).toBe(count)
    expect(payloads).toEqual(numbers(1, count))
  })
})

function makePromise() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
