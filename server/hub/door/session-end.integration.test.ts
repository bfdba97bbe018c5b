import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { registerApp } from '#server/testing/api-caller.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { Stage } from '#server/testing/stage.ts'

const STALLED_MILLISECONDS = (LIMITS.stalledSeconds + 1) * 1000
const STRANGE_TOKEN = `g1${'A'.repeat(43)}`
const FLOOD = LIMITS.messagesPerSecond * 4

describe('the end of a session', () => {
  it('comes with 4409 when a newer session replaces it, which continues without a gap or a duplicate', async () => {
    const stage = await Stage.open()
    const { as, connection: older, token } = await stage.member()
    await stage.sendMany(token, { count: 30 })
    await older.reach(token, 30)
    await older.acknowledge([token, 20])
    const sending = stage.sendMany(token, { first: 31, count: 30 })
    const newer = await stage.connect(as)
    await sending
    await newer.reach(token, 60)
    expect(await older.first('aoiClosing')).toEqual({
      messageType: 'aoiClosing',
      code: 4409,
      reason: 'connected elsewhere',
      reconnect: false,
    })
    await older.ended()
    expect(newer.all('notification').map(({ seq }) => seq)).toEqual(
      Array.from({ length: 40 }, (_, index) => 21 + index),
    )
    expect(stage.onlineAoiClients).toBe(1)
  })

  it.each([
    ['leaves the namespace', (session: RawSession) => session.send('41/aoi,')],
    ['closes the websocket', (session: RawSession) => session.socket.close()],
  ])('loses no acknowledgement that arrives with it, when the AOI Client %s', async (_, end) => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const clientAppToken = await registerApp(stage.url, { as })
    const session = await RawSession.bind(stage.url, as)
    const sent = await stage.send({ clientAppToken })
    await session.next('42/aoi,["notification"')
    // In one segment, as a network or a busy machine joins them.
    const connection: Socket = Reflect.get(session.socket, '_socket')
    connection.cork()
    session.event('notificationAck', { messageType: 'notificationAck', acks: [[clientAppToken, 1]] })
    end(session)
    connection.uncork()
    await session.closed()
    await expect.poll(async () => (await stage.status(sent)).body.acked).toBe(1)
  })

  it('comes with 4401 when its AOI Client has ended, which is then refused', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    const other = await stage.member()
    await endAoiClient(stage.server.services.context, { actor: 'test', aoiClientId: as.aoiClientId })
    expect(await connection.first('aoiClosing')).toMatchObject({
      code: 4401,
      reason: 'credential revoked',
      reconnect: false,
    })
    await connection.ended()
    expect((await stage.send({ clientAppToken: token })).recipients).toBe(1)
    await other.connection.first('notification')
    expect(connection.all('notification')).toEqual([])
    expect(await stage.knock({ auth: { protocol: 1, ...as } }).refused()).toMatchObject({ code: '401' })
  })

  it('comes with 4408 after 30 s without an acknowledgement, and the client then gets everything', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const slow = await stage.member()
    const quick = await stage.member()
    const idle = await stage.member('another secret of 16 bytes')
    await stage.send({ clientAppToken: slow.token })
    await slow.connection.reach(slow.token, 1)
    await quick.connection.reach(slow.token, 1)
    await quick.connection.acknowledge([slow.token, 1])
    clock.skip(STALLED_MILLISECONDS)
    expect(await slow.connection.first('aoiClosing')).toMatchObject({
      code: 4408,
      reason: 'too slow',
      reconnect: true,
    })
    await slow.connection.ended()
    expect(stage.onlineAoiClients).toBe(2)
    expect([quick, idle].flatMap(({ connection }) => connection.all('aoiClosing'))).toEqual([])
    expect(await (await stage.connect(slow.as)).first('notification')).toMatchObject({ seq: 1 })
  })

  it('does not come with 4408 while a client acknowledges, however little at a time', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const { connection, token } = await stage.member()
    await stage.sendMany(token, { count: 5 })
    await connection.reach(token, 5)
    for (let seq = 1; seq <= 4; seq += 1) {
      clock.skip((LIMITS.stalledSeconds - 1) * 1000)
      await connection.acknowledge([token, seq])
    }
    expect(connection.all('aoiClosing')).toEqual([])
    clock.skip(STALLED_MILLISECONDS)
    await connection.first('aoiClosing')
  })

  it.each([
    ['events', (session: RawSession) => session.event('nonsense')],
    [
      'acknowledgements',
      (session: RawSession) => session.event('notificationAck', { messageType: 'notificationAck', acks: [] }),
    ],
    [
      'acknowledgements for another AOI Client’s token',
      (session: RawSession) =>
        session.event('notificationAck', { messageType: 'notificationAck', acks: [[STRANGE_TOKEN, 1]] }),
    ],
    ['Engine.IO pongs', (session: RawSession) => session.send('3')],
  ])('comes with 4429 for a client that floods with %s, and for no other client', async (_name, say) => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    const flooding = await RawSession.bind(stage.url, await stage.newAoiClient())
    for (let count = 0; count < FLOOD; count += 1) say(flooding)
    expect(await flooding.next('42/aoi,["aoiClosing"')).toMatch(
      /"code":4429.*"reconnect":true.*"retryAfterMs":1000/,
    )
    await flooding.closed()
    await stage.send({ clientAppToken: token })
    await connection.first('notification')
    expect(connection.all('aoiClosing')).toEqual([])
  })

  it('comes without a message for a flooding socket that has shown no credential', async () => {
    const stage = await Stage.open()
    const stranger = await RawSession.open(stage.url)
    for (let count = 0; count < FLOOD; count += 1) stranger.connect({})
    const packets = await stranger.closed()
    expect(packets.filter((packet) => !packet.startsWith('44/aoi,'))).toEqual([])
    expect(packets.length).toBeLessThanOrEqual(LIMITS.messagesPerSecond * 2)
  })

  it('does not come for new acknowledgements, however frequent', async () => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    const count = FLOOD
    connection.socket.on('notification', ({ seq }) => {
      connection.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, seq]] })
    })
    await Promise.all(Array.from({ length: count }, () => stage.send({ clientAppToken: token })))
    await connection.reach(token, count)
    expect(connection.all('aoiClosing')).toEqual([])
  })

  it('comes for a message over 64 KiB, and for an invalid packet', async () => {
    const stage = await Stage.open()
    const messages = [
      '4'.padEnd(LIMITS.messageBytes + 1, 'x'),
      'nonsense',
      '42/aoi,{',
      '45/aoi,',
      '451000-/aoi,["a",{"_placeholder":true,"num":0}]',
      '2',
    ]
    for (const message of messages) {
      const session = await RawSession.bind(stage.url, await stage.newAoiClient())
      session.send(message)
      await session.closed()
    }
    expect((await stage.knock({ auth: {} }).refused())?.code).toBe('400')
    expect(stage.onlineAoiClients).toBe(0)
  })

  it('comes when the client leaves the namespace, even if it keeps the connection', async () => {
    const stage = await Stage.open()
    const session = await RawSession.bind(stage.url, await stage.newAoiClient())
    session.send('41/aoi,')
    await session.closed()
    expect(stage.onlineAoiClients).toBe(0)
  })
})
