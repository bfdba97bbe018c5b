import { describe, expect, it } from 'vitest'
import { LIMITS, type NotificationGap, type SessionNotification } from '#protocol'
import { NODES } from '#server/testing/node-ground.ts'
import { hasRedisServer } from '#server/testing/redis-server.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { type Accepted, Stage } from '#server/testing/stage.ts'

describe('delivery', () => {
  it('sends one notification to every member of its token once, and to no other AOI Client', async () => {
    const stage = await Stage.open()
    const members = [await stage.member(), await stage.member(), await stage.member()]
    const stranger = await stage.member('another secret of 16 bytes')
    const [{ token }] = members as [(typeof members)[number]]
    const payload = { text: 'grüß 𝟜 \u2028', nested: [1.5, null, { '': [] }] }
    const sent = await stage.send({ clientAppToken: token, payload })
    expect(sent.recipients).toBe(3)
    await stage.send({ clientAppToken: token, payload: 'fence' })
    await stage.send({ clientAppToken: stranger.token, payload: 'fence' })
    for (const { connection } of members) {
      await connection.first('notification', 2)
      expect(connection.all('notification')).toMatchObject([
        { seq: 1, id: sent.notificationId, payload },
        { seq: 2, payload: 'fence' },
      ])
    }
    expect(await stranger.connection.first('notification')).toMatchObject({ payload: 'fence', seq: 1 })
  })

  it('sends missed notifications in order, and goes on live without a gap or a duplicate', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    await stage.sendMany(token, { count: 150 })
    const back = await stage.connect(as)
    const live = stage.sendMany(token, { first: 151, count: 60 })
    let acked = 0
    while (acked < 210) {
      await back.reach(token, acked + 1)
      acked = seqsOf(back.steps(token)).at(-1) ?? 0
      await back.acknowledge([token, acked])
    }
    await live
    expect(back.payloads()).toEqual(numbers(1, 210))
    expect(seqsOf(back.steps(token))).toEqual(numbers(1, 210))
  })

  it('keeps the order of each of two tokens that share one window', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    const other = await stage.register({ as, connection }, 'another secret of 16 bytes')
    connection.close()
    await connection.ended()
    await Promise.all([stage.sendMany(token, { count: 100 }), stage.sendMany(other, { count: 100 })])
    const back = await stage.connect(as)
    for (let acked = 0; acked < 200; ) {
      await back.first('notification', acked + 1)
      const arrived = back.all('notification')
      await back.acknowledge(...cursorsOf(arrived))
      acked = arrived.length
    }
    for (const each of [token, other]) expect(seqsOf(back.steps(each))).toEqual(numbers(1, 100))
  })

  it('sends at most 64 unacknowledged notifications, and more once they are acknowledged', async () => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    await stage.sendMany(token, { count: 200 })
    await connection.reach(token, LIMITS.windowNotifications)
    await connection.acknowledge()
    expect(seqsOf(connection.steps(token))).toEqual(numbers(1, 64))
    await connection.acknowledge([token, 40])
    await connection.reach(token, 104)
    await connection.acknowledge()
    expect(seqsOf(connection.steps(token))).toEqual(numbers(1, 104))
  })

  it('sends at most 64 KiB of unacknowledged notifications', async () => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    const payload = 'x'.repeat(4000)
    for (let count = 0; count < 40; count += 1) await stage.send({ clientAppToken: token, payload })
    const measure = () =>
      connection.all('notification').reduce((sum, message) => sum + JSON.stringify(message).length, 0)
    const nearly = LIMITS.windowBytes - 2 * 4300
    await connection.until('a full window', () => (measure() > nearly ? true : undefined))
    await connection.acknowledge()
    expect(measure()).toBeLessThanOrEqual(LIMITS.windowBytes)
    const arrived = connection.all('notification')
    for (let acked = arrived.length; acked < 40; acked = connection.all('notification').length) {
      await connection.acknowledge([token, acked])
      await connection.first('notification', acked + 1)
    }
    expect(seqsOf(connection.steps(token))).toEqual(numbers(1, 40))
  })

  it('sends a notification that is larger than the window', async () => {
    const stage = await Stage.open({ env: { AOI_MAX_PAYLOAD_BYTES: '60000' } })
    const { connection, token } = await stage.member()
    // Each character takes four bytes in the JSON that the hub sends, and six if it is escaped.
    const payload = '\u2028'.repeat(19_000)
    for (let count = 0; count < 3; count += 1) await stage.send({ clientAppToken: token, payload })
    for (let seq = 1; seq <= 3; seq += 1) {
      expect(await connection.first('notification', seq)).toMatchObject({ seq, payload })
      await connection.acknowledge([token, seq])
    }
  })

  it('takes acknowledgements as cumulative, and counts each recipient once', async () => {
    const stage = await Stage.open()
    const alice = await stage.member()
    const bob = await stage.member()
    const sent = [
      await stage.send({ clientAppToken: alice.token }),
      await stage.send({ clientAppToken: alice.token }),
    ]
    await alice.connection.reach(alice.token, 2)
    for (let count = 0; count < 3; count += 1)
      await alice.connection.acknowledge([alice.token, 2], [alice.token, 1])
    await bob.connection.reach(bob.token, 2)
    await bob.connection.acknowledge([bob.token, 1])
    await flushed(stage, alice)
    await flushed(stage, bob)
    const counts = await Promise.all(sent.map(async (each) => (await stage.status(each)).body))
    expect(counts).toMatchObject([
      { recipients: 2, acked: 2, pending: 0, expired: 0 },
      { recipients: 2, acked: 1, pending: 1, expired: 0 },
    ])
  })

  it('ignores acknowledgements of unsent notifications and of other AOI Clients’ tokens', async () => {
    const stage = await Stage.open()
    const alice = await stage.member()
    const bob = await stage.member('another secret of 16 bytes')
    const sent = await stage.send({ clientAppToken: alice.token, payload: 1 })
    await bob.connection.acknowledge([alice.token, 1])
    await alice.connection.reach(alice.token, 1)
    await alice.connection.acknowledge([alice.token, 1_000_000])
    const next = await stage.send({ clientAppToken: alice.token, payload: 2 })
    expect(await alice.connection.first('notification', 2)).toMatchObject({ seq: 2, payload: 2 })
    await flushed(stage, alice)
    expect((await stage.status(sent)).body).toMatchObject({ acked: 1, pending: 0 })
    expect((await stage.status(next)).body).toMatchObject({ acked: 0, pending: 1 })
  })

  it('reports expired, cancelled and replaced notifications as gaps, and joins adjacent gaps', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    await stage.send({ clientAppToken: token, ttl: 10 })
    await stage.send({ clientAppToken: token, ttl: 10 })
    const cancelled = await stage.send({ clientAppToken: token })
    await stage.send({ clientAppToken: token, payload: 'stays' })
    await stage.send({ clientAppToken: token, topic: 'weather' })
    await stage.send({ clientAppToken: token, payload: 'newer', topic: 'weather' })
    expect((await stage.cancel(cancelled)).status).toBe(204)
    clock.skip(10_000)
    const steps = await (await stage.connect(as)).reach(token, 6)
    expect(steps).toMatchObject([
      { messageType: 'notificationGap', fromSeq: 1, toSeq: 2, reason: 'expired' },
      { messageType: 'notificationGap', fromSeq: 3, toSeq: 3, reason: 'cancelled' },
      { messageType: 'notification', seq: 4, payload: 'stays' },
      { messageType: 'notificationGap', fromSeq: 5, toSeq: 5, reason: 'replaced' },
      { messageType: 'notification', seq: 6, payload: 'newer' },
    ])
  })

  it.each([
    ['cancelled', async (stage: Stage, sent: Accepted) => void (await stage.cancel(sent))],
    ['replaced', async () => {}],
  ])(
    'sends no announced notification that is %s while it waits for room in the window',
    async (reason, end) => {
      const stage = await Stage.open()
      const { connection, token } = await stage.member()
      await stage.sendMany(token, { count: LIMITS.windowNotifications })
      await end(stage, await stage.send({ clientAppToken: token, topic: 'weather' }))
      await stage.send({
        clientAppToken: token,
        payload: 'newer',
        ...(reason === 'replaced' && { topic: 'weather' }),
      })
      await connection.reach(token, LIMITS.windowNotifications)
      await connection.acknowledge([token, LIMITS.windowNotifications])
      const steps = await connection.reach(token, 66)
      expect(steps.slice(64)).toMatchObject([
        { fromSeq: 65, toSeq: 65, reason },
        { seq: 66, payload: 'newer' },
      ])
    },
  )

  // Without Redis, other nodes may learn of the notification after its TTL has ended.
  it.skipIf(NODES > 1 && !hasRedisServer())(
    'sends TTL 0 to the connected members, and to no member that connects later',
    async () => {
      const stage = await Stage.open()
      const here = await stage.member()
      const away = await stage.member()
      away.connection.close()
      await away.connection.ended()
      const sent = await stage.send({ clientAppToken: here.token, ttl: 0, payload: 'now' })
      expect(await here.connection.first('notification')).toMatchObject({ payload: 'now' })
      await here.connection.acknowledge([here.token, 1])
      const back = await stage.connect(away.as)
      expect(await back.reach(here.token, 1)).toMatchObject([{ fromSeq: 1, toSeq: 1, reason: 'expired' }])
      await flushed(stage, here)
      expect((await stage.status(sent)).body).toMatchObject({
        recipients: 2,
        acked: 1,
        pending: 0,
        expired: 1,
      })
    },
  )

  it('accepts the acknowledgement of a gap like that of a notification', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    const sent = await stage.send({ clientAppToken: token, ttl: 0 })
    const back = await stage.connect(as)
    await back.reach(token, 1)
    await back.acknowledge([token, 1])
    const again = await stage.connect(as)
    expect((await again.first('aoiSession')).registrations).toMatchObject([{ ackedSeq: 1, headSeq: 1 }])
    expect((await stage.status(sent)).body).toMatchObject({ recipients: 1, acked: 0, expired: 1 })
  })
})

/** Waits until the database has the acknowledgements: a new session on the same node flushes them before it begins. */
async function flushed(
  stage: Stage,
  { as }: { as: { aoiClientId: string; aoiClientSecret: string } },
): Promise<void> {
  await stage.connect(as)
}

function seqsOf(steps: readonly (SessionNotification | NotificationGap)[]): number[] {
  return steps.flatMap((step) => ('seq' in step ? [step.seq] : []))
}

function cursorsOf(notifications: readonly SessionNotification[]): [string, number][] {
  return [...new Map(notifications.map(({ clientAppToken, seq }) => [clientAppToken, seq]))]
}

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
