import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Stage } from '#server/testing/stage.ts'

const PAYLOAD = 'x'.repeat(4000)

describe('the window of a session', () => {
  it('is freed by part of a shipment, so that one who acknowledges the half gets more at once', async () => {
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
    // Without an acknowledgement of the rest.
    await back.reach(token, fits + half - 2)
    await back.acknowledge([token, back.all('notification').at(-1)?.seq ?? 0])
    await back.reach(token, 30)
    expect(back.all('notification').map(({ seq }) => seq)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
  })
})
