import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Stage } from '#server/testing/stage.ts'

const PAYLOAD = 'x'.repeat(4000)

describe('the window of a session', () => {
  it('gets room back when the client acknowledges half of a batch', async () => {
    const stage = await Stage.open()
    const { as, connection, token } = await stage.member()
    connection.close()
    await connection.ended()
    for (let count = 0; count < 30; count += 1) await stage.send({ clientAppToken: token, payload: PAYLOAD })
    const back = await stage.connect(as)
    const fits = Math.floor(LIMITS.windowBytes / (PAYLOAD.length + 300))
    await back.reach(token, fits)
    const half = Math.ceil(fits / 2) + 1
    await back.acknowledge([token, half])
    // The rest stays unacknowledged.
    await back.reach(token, fits + half - 2)
    await back.acknowledge([token, back.all('notification').at(-1)?.seq ?? 0])
    await back.reach(token, 30)
    expect(back.all('notification').map(({ seq }) => seq)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
  })

  it('is shared in turns, so that a busy token does not delay a quiet one', async () => {
    const stage = await Stage.open()
    const { as, connection, token: busy } = await stage.member()
    const quiet = await stage.register({ as, connection }, 'another secret of 16 bytes')
    await Promise.all(Array.from({ length: 180 }, () => stage.send({ clientAppToken: busy })))
    await stage.send({ clientAppToken: quiet, payload: 'at last' })
    let acked = 0
    while (connection.steps(quiet).length === 0) {
      acked += LIMITS.windowNotifications / 2
      await connection.reach(busy, acked)
      await connection.acknowledge([busy, acked])
    }
    expect(acked).toBeLessThanOrEqual(LIMITS.windowNotifications)
  })

  it('also takes notifications that the hub has to read from the log, once all of them fit', async () => {
    const stage = await Stage.open()
    const { connection, token } = await stage.member()
    const first = await stage.send({ clientAppToken: token })
    await stage.sendMany(token, { count: LIMITS.windowNotifications - 1 })
    await connection.reach(token, LIMITS.windowNotifications)
    await stage.send({ clientAppToken: token, payload: 'at last' })
    // A cancellation evicts the cache, so the hub sends nothing of this token from memory afterwards.
    await stage.cancel(first)
    await connection.acknowledge([token, 1])
    await connection.reach(token, LIMITS.windowNotifications + 1)
    expect(connection.payloads().at(-1)).toBe('at last')
  })
})
