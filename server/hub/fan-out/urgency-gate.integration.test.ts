import { describe, expect, it } from 'vitest'
import { LIMITS, type Urgency } from '#protocol'
import type { AoiConnection } from '#server/testing/aoi-connection.ts'
import { SkippingClock } from '#server/testing/skipping-clock.ts'
import { Stage } from '#server/testing/stage.ts'

describe('a session with a minimum urgency', () => {
  it('gets less urgent notifications only when an urgent one comes, and then all in order', async () => {
    const clock = new SkippingClock()
    const stage = await Stage.open({ clock })
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    const send = (urgency: Urgency, payload: number) =>
      stage.send({ clientAppToken: token, urgency, payload })
    await send('low', 1)
    const careful = await stage.connect({ ...as, minimumUrgency: 'high' })
    await send('normal', 2)
    expect(await headsOf(careful, clock)).toEqual([[token, 0]])
    expect(careful.payloads()).toEqual([])
    await send('high', 3)
    await careful.reach(token, 3)
    expect(careful.payloads()).toEqual([1, 2, 3])
    await send('very-low', 4)
    await careful.acknowledge([token, 3])
    expect(await headsOf(careful, clock)).toEqual([[token, 3]])
  })

  it('finds an urgent notification among the missed ones, and gets all once it asks for no minimum', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    for (const urgency of ['low', 'normal', 'very-low'] as const) {
      await stage.send({ clientAppToken: token, urgency, payload: urgency })
    }
    const careful = await stage.connect({ ...as, minimumUrgency: 'normal' })
    await careful.reach(token, 2)
    await careful.acknowledge([token, 2])
    const open = await stage.connect(as)
    await open.reach(token, 3)
    expect(open.payloads()).toEqual(['very-low'])
  })
})

/** Returns the heads of the next heartbeat, which comes after every message sent before it. */
async function headsOf(connection: AoiConnection, clock: SkippingClock): Promise<[string, number][]> {
  const beats = connection.all('aoiHeartbeat').length
  clock.skip(LIMITS.heartbeatSeconds * 1000)
  return (await connection.first('aoiHeartbeat', beats + 1)).heads
}
