import { describe, expect, it } from 'vitest'
import { Stage } from '#server/testing/stage.ts'

describe('a notification that is sent again to those without it', () => {
  it('reaches only them, connected or later, and is a gap for all other members', async () => {
    const stage = await Stage.open()
    const [has, online, later] = [await stage.member(), await stage.member(), await stage.member()]
    const { token } = has
    later.connection.close()
    await later.connection.ended()
    const sent = await stage.send({ clientAppToken: token, payload: 'news' })
    await has.connection.acknowledge([token, 1])
    const { context } = stage.server.services
    const { store, clock } = context
    await expect
      .poll(() => store.findNotification({ id: sent.notificationId, now: clock.now() }))
      .toMatchObject({ acked: 1 })
    await store.cancelNotification({ id: sent.notificationId, at: clock.now() })
    const acceptedAt = clock.now()
    const sending = {
      id: sent.notificationId,
      newId: crypto.randomUUID(),
      serverApplicationId: 'dashboard',
      acceptedAt,
    }
    const again = await store.appendAgain(sending)
    if (again === undefined) throw new Error('nobody is without it')
    context.announce({ kind: 'appendedAgain', tokenId: again.tokenId, seq: again.seq, acceptedAt })
    await stage.send({ clientAppToken: token, payload: 'fence' })

    const back = await stage.connect(later.as)
    for (const [connection, steps] of [
      [has.connection, ['news', 'gap', 'fence']],
      [online.connection, ['news', 'news', 'fence']],
      [back, ['gap', 'news', 'fence']],
    ] as const) {
      await connection.reach(token, 3)
      expect(connection.steps(token).map((step) => ('payload' in step ? step.payload : 'gap'))).toEqual(steps)
    }
  })
})
