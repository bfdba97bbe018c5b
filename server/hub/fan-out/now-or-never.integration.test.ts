import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { holdLogReads } from '#server/testing/hold-log-reads.ts'
import { type Accepted, type Member, Stage } from '#server/testing/stage.ts'

describe('a notification with ttl 0', () => {
  it('reaches a connected session with a minimum urgency when it is urgent enough', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    connection.close()
    const careful = await stage.connect({ ...as, minimumUrgency: 'high' })
    for (let seq = 1; seq <= 10; seq += 1) {
      await stage.send({ clientAppToken: token, urgency: 'high', ttl: 0, payload: seq })
      await careful.reach(token, seq)
      await careful.acknowledge([token, seq])
    }
    expect(careful.payloads()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('does not lift the minimum urgency of a session that connected after it', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    await stage.member()
    connection.close()
    await connection.ended()
    await stage.send({ clientAppToken: token, urgency: 'low', payload: 'not urgent' })
    await stage.send({ clientAppToken: token, urgency: 'high', ttl: 0, payload: 'urgent' })
    const careful = await stage.connect({ ...as, minimumUrgency: 'high' })
    await stage.send({ clientAppToken: token, urgency: 'low', payload: 'not urgent either' })
    await stage.send({ clientAppToken: token, urgency: 'high', payload: 'the next urgent one' })
    const steps = await careful.reach(token, 4)
    expect(steps.map((step) => ('reason' in step ? step.reason : step.seq))).toEqual([1, 'expired', 3, 4])
  })

  it.each([
    ['a topic that replaces nothing', { topic: 'weather' }],
    ['another time to live', { ttl: 60 }],
  ])('reaches an idle session when it is sent at once with one that has %s', async (_name, other) => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    for (let round = 1; round <= 10; round += 1) {
      const sent = { clientAppToken: token, payload: round }
      await Promise.all([
        stage.send(sent),
        stage.send({ ...sent, ttl: 0 }),
        stage.send({ ...sent, ...other }),
      ])
      await connection.reach(token, round * 3)
      await connection.acknowledge([token, round * 3])
    }
    expect(connection.all('notificationGap')).toEqual([])
    expect(connection.payloads()).toHaveLength(30)
  })

  it('reaches a session with a half-full window, from the log as from the cache', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    await stage.sendMany(token, { count: LIMITS.windowNotifications })
    await connection.reach(token, LIMITS.windowNotifications)
    await stage.send({ clientAppToken: token, ttl: 0, payload: 'now' })
    await stage.sendMany(token, { count: 3 })
    await stage.send({ clientAppToken: token, topic: 'weather' })
    stage.homeOf(as).services.announcer.relay({ kind: 'cancelled', tokenId: await tokenIdOf(stage, token) })
    await connection.acknowledge([token, 1])
    await connection.reach(token, LIMITS.windowNotifications + 1)
    expect(connection.payloads().at(-1)).toBe('now')
  })

  it('never reaches a member that connects after its acceptance, and stays expired or cancelled there', async () => {
    const stage = await Stage.open({ clock: slowClock() })
    const full = await stage.member()
    const away = await stage.member()
    const { token } = full
    away.connection.close()
    await away.connection.ended()
    await stage.sendMany(token, { count: LIMITS.windowNotifications })
    await full.connection.reach(token, LIMITS.windowNotifications)
    const kept = await stage.send({ clientAppToken: token, ttl: 0, payload: 'now' })
    const taken = await stage.send({ clientAppToken: token, ttl: 0, payload: 'taken back' })
    expect((await stage.cancel(taken)).status).toBe(204)
    const back = await stage.connect(away.as)
    await back.reach(token, LIMITS.windowNotifications)
    await back.acknowledge([token, LIMITS.windowNotifications])
    const steps = await back.reach(token, LIMITS.windowNotifications + 2)
    expect(steps.slice(-2)).toMatchObject([{ reason: 'expired' }, { reason: 'cancelled' }])
    expect(await outcomeOf(stage, kept)).toMatchObject({ acked: 0, pending: 1, expired: 1 })
    expect(await outcomeOf(stage, taken)).toMatchObject({ acked: 0, pending: 0, expired: 2 })
    await full.connection.acknowledge([token, LIMITS.windowNotifications])
    const live = await full.connection.reach(token, LIMITS.windowNotifications + 2)
    expect(live.slice(-2)).toMatchObject([{ payload: 'now' }, { reason: 'cancelled' }])
  })

  it('is pending, and not expired, for a connected member that has yet to acknowledge it', async () => {
    const stage = await Stage.open({ clock: slowClock() })
    const { connection, token } = await stage.member()
    const sent = await stage.send({ clientAppToken: token, ttl: 0 })
    await connection.reach(token, 1)
    expect(await outcomeOf(stage, sent)).toMatchObject({ acked: 0, pending: 1, expired: 0 })
  })
})

describe('a page of the log', () => {
  it.each([
    ['cancelled', async (stage: Stage, sent: Accepted) => void (await stage.cancel(sent))],
    [
      'replaced',
      async (stage: Stage, _sent: Accepted, { token }: Member) =>
        void (await stage.send({ clientAppToken: token, topic: 'weather' })),
    ],
  ])('that was read before a notification is %s does not deliver it afterwards', async (reason, end) => {
    const stage = await Stage.open()
    const member = await stage.member()
    const { as, connection, token } = member
    connection.close()
    await connection.ended()
    await stage.send({ clientAppToken: token, payload: 'first' })
    const sent = await stage.send({ clientAppToken: token, topic: 'weather', payload: 'over' })
    const reads = holdLogReads(stage.homeOf(as))
    const back = await stage.connect(as)
    await reads.begun
    await end(stage, sent, member)
    reads.release()
    const steps = await back.reach(token, 2)
    expect(steps.slice(0, 2)).toMatchObject([{ seq: 1 }, { fromSeq: 2, reason }])
  })
})

/** A clock that advances by a millisecond at each reading, so that two seconds last for the whole test. */
function slowClock(): Clock {
  let at = Date.now()
  const now = () => {
    at += 1
    return at
  }
  return { ...systemClock, now }
}

async function outcomeOf(stage: Stage, sent: Accepted): Promise<unknown> {
  return (await stage.status(sent)).body
}

async function tokenIdOf(stage: Stage, token: string): Promise<number> {
  const found = await stage.server.services.context.store.findToken(token)
  return found?.tokenId ?? 0
}
