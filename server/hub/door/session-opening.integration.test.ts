import { describe, expect, it } from 'vitest'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { deregisterClientApp } from '#server/core/registrations/deregister-client-app.ts'
import { registerApp } from '#server/testing/api-caller.ts'
import { countObjects } from '#server/testing/count-objects.ts'
import { RawSession } from '#server/testing/raw-session.ts'
import { Stage } from '#server/testing/stage.ts'
import { Opening } from '../session/opening.ts'

describe('a session that is opening, between reading its registrations and joining their tokens', () => {
  it('delivers a notification of that moment, without a gap or a duplicate', async () => {
    const stage = await Stage.open()
    const { as, token } = await stage.member()
    await stage.send({ clientAppToken: token, payload: 1 })
    void whileOpening(stage, () => stage.send({ clientAppToken: token, payload: 2 }))
    const connection = await stage.connect(as)
    await stage.send({ clientAppToken: token, payload: 3 })
    await connection.reach(token, 3)
    expect(connection.payloads()).toEqual([1, 2, 3])
  })

  it('includes a registration that is made at that moment', async () => {
    const stage = await Stage.open()
    const as = await stage.newAoiClient()
    const { token } = await stage.member('a seed that is shared')
    void whileOpening(stage, () =>
      registerApp(stage.homeOf(as).url, { as, tokenSeed: 'a seed that is shared' }),
    )
    const connection = await stage.connect(as)
    expect((await connection.first('aoiSession')).registrations).toMatchObject([{ clientAppToken: token }])
    await stage.send({ clientAppToken: token })
    await connection.first('notification')
  })

  it('leaves out a registration that ends at that moment', async () => {
    const stage = await Stage.open()
    const { as, token, connection } = await stage.member()
    await stage.member()
    const kept = await stage.register({ as, connection }, 'a seed that stays')
    const { context } = stage.homeOf(as).services
    void whileOpening(stage, () => deregisterClientApp(context, { ...as, clientAppToken: token }))
    const opened = await stage.connect(as)
    expect((await opened.first('aoiSession')).registrations).toMatchObject([{ clientAppToken: kept }])
    await stage.send({ clientAppToken: token, payload: 'not for it' })
    await stage.send({ clientAppToken: kept, payload: 'fence' })
    expect(await opened.first('notification')).toMatchObject({ payload: 'fence' })
  })

  it('does not open for an AOI Client that ends at that moment', async () => {
    const stage = await Stage.open()
    const { as, connection } = await stage.member()
    connection.close()
    await connection.ended()
    const { context } = stage.homeOf(as).services
    void whileOpening(stage, () => endAoiClient(context, { actor: 'test', aoiClientId: as.aoiClientId }))
    const opened = stage.knock({ auth: { protocol: 1, ...as } })
    expect(await opened.first('aoiClosing')).toMatchObject({ code: 4401, reconnect: false })
    await opened.ended()
    expect(opened.received.map(({ name }) => name)).toEqual(['aoiClosing'])
    expect(stage.onlineAoiClients).toBe(0)
  })

  it('does not open for a socket that closes at that moment, and the next one is served', async () => {
    const stage = await Stage.open()
    const { as, token, connection } = await stage.member()
    connection.close()
    await connection.ended()
    const raw = await RawSession.open(stage.url)
    const opened = whileOpening(stage, async () => {
      raw.socket.terminate()
      await raw.closed()
      // Gives the server a round trip to notice that the socket has closed.
      await stage.send({ clientAppToken: token })
    })
    raw.connect({ protocol: 1, ...as })
    await opened
    expect(stage.onlineAoiClients).toBe(0)
    await expect.poll(() => countObjects(Opening)).toBe(0)
    await (await stage.connect(as)).reach(token, 1)
  })

  it('gives way to a newer session that opens faster', async () => {
    const stage = await Stage.open()
    const { as, token } = await stage.member()
    let newer: Awaited<ReturnType<Stage['connect']>> | undefined
    void whileOpening(stage, async () => {
      newer = await stage.connect(as)
    })
    const older = stage.knock({ auth: { protocol: 1, ...as } })
    expect(await older.first('aoiClosing')).toMatchObject({ code: 4409 })
    await stage.send({ clientAppToken: token })
    await newer?.first('notification')
    expect(older.all('notification')).toEqual([])
    expect(stage.onlineAoiClients).toBe(1)
  })
})

/**
 * Calls `run` once, on any node, after the registrations of the next session are read. Resolves when `run` has
 * finished.
 */
function whileOpening(stage: Stage, run: () => Promise<unknown>): Promise<void> {
  const stores = stage.nodes.map(({ services }) => services.context.store)
  const undo = stores.map((store) => {
    const { openSession } = store
    return () => {
      store.openSession = openSession
    }
  })
  return new Promise((resolve) => {
    for (const store of stores) {
      const { openSession } = store
      store.openSession = async (input) => {
        for (const restore of undo) restore()
        const opened = await openSession(input)
        await run()
        resolve()
        return opened
      }
    }
  })
}
