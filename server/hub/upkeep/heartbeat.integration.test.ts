import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { Stage } from '#server/testing/stage.ts'

const READ_HEADS_MILLISECONDS = 10_000
const MORE_THAN_A_TURN = 60

describe('the heartbeat', () => {
  it('tells each AOI Client the heads of its own tokens', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const alice = await stage.member()
    const bob = await stage.member('another secret of 16 bytes')
    await stage.sendMany(alice.token, { count: 3 })
    await alice.connection.reach(alice.token, 3)
    await alice.connection.acknowledge([alice.token, 3])
    clock.skip(LIMITS.heartbeatSeconds * 1000)
    expect((await alice.connection.first('aoiHeartbeat')).heads).toEqual([[alice.token, 3]])
    expect((await bob.connection.first('aoiHeartbeat')).heads).toEqual([[bob.token, 0]])
  })

  it('reaches every session when there are more than one turn handles', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const members = await Promise.all(Array.from({ length: MORE_THAN_A_TURN }, () => stage.member()))
    clock.skip(LIMITS.heartbeatSeconds * 1000)
    await Promise.all(members.map(({ connection }) => connection.first('aoiHeartbeat')))
    expect(members.map(({ connection }) => connection.all('aoiHeartbeat').length)).toEqual(
      members.map(() => 1),
    )
  })

  it('finds a committed notification that was never announced', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const { connection, token } = await stage.member()
    await appendUnannounced(stage, { token, id: '018bc8d4-0000-7000-8000-000000000001' })
    await stage.member('another secret of 16 bytes')
    expect(connection.all('notification')).toEqual([])
    clock.skip(READ_HEADS_MILLISECONDS)
    expect(await connection.first('notification')).toMatchObject({ seq: 1, payload: 'unannounced' })
  })

  it('is not needed when the next announcement reveals a missing one', async () => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    await stage.send({ clientAppToken: token, payload: 'first' })
    await appendUnannounced(stage, { token, id: '018bc8d4-0000-7000-8000-000000000001' })
    await stage.send({ clientAppToken: token, payload: 'third' })
    await connection.reach(token, 3)
    expect(connection.payloads()).toEqual(['first', 'unannounced', 'third'])
  })
})

/** Appends without a hint, like a commit on another node, or a commit here whose hint was lost. */
async function appendUnannounced(stage: Stage, { token, id }: { token: string; id: string }): Promise<void> {
  const { store, clock, keyring } = stage.server.services.context
  const { serverApplicationId, grants } = await keyring.authenticate(stage.key)
  const notification = {
    id,
    clientAppToken: token,
    payload: '"unannounced"',
    ttlSeconds: 60,
    urgency: 'normal',
  } as const
  await store.append([
    { serverApplicationId, grants, acceptedAt: clock.now(), notifications: [notification] },
  ])
}
