import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { AoiConnection, type Credential } from '#server/testing/aoi-connection.ts'
import { call, registerApp } from '#server/testing/api-caller.ts'
import { type NodeGround, openNodeGround, startNode } from '#server/testing/node-ground.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'

const APPLICATION = 'com.example.chat'

describe('two nodes on one database without Redis', () => {
  const connections: AoiConnection[] = []
  let ground: NodeGround
  let here: TestServer
  let there: TestServer
  let key: string
  let seeds = 0

  beforeAll(async () => {
    ground = await openNodeGround({ redis: false })
    here = await startNode({ env: ground.env })
    there = await startNode({ env: ground.env })
    key = await here.createKey(APPLICATION)
  })
  afterAll(async () => {
    for (const connection of connections) connection.close()
    await Promise.all([here.stop(), there.stop()])
    await ground.remove()
  })

  type Claims = { epoch: string; cursors: Record<string, number> }
  async function connect({ url }: TestServer, as: Credential & Partial<Claims>): Promise<AoiConnection> {
    const connection = await AoiConnection.open(url, as)
    connections.push(connection)
    return connection
  }

  async function member(node: TestServer, tokenSeed: string) {
    const as = await registerAoiClient(here.services.context, {})
    const connection = await connect(node, as)
    const { clientAppToken: token } = (await connection.register(as, { tokenSeed })) as {
      clientAppToken: string
    }
    return { as, connection, token }
  }

  function newSeed(): string {
    seeds += 1
    return `the seed number ${seeds} of these tests`
  }

  function send({ url }: TestServer, sent: { clientAppToken: string; payload: unknown; ttl?: number }) {
    const body = { messageType: 'notificationReq', ...sent }
    return call(url, { path: '/api/v1/notifications', key, body })
  }

  function readStatus({ url }: TestServer, id: unknown) {
    return call(url, { path: `/api/v1/notifications/${String(id)}`, key })
  }

  it('do not end a registration that its AOI Client made again at the other node', async () => {
    const registerAgain = async () => {
      const tokenSeed = newSeed()
      const { as, connection, token } = await member(there, tokenSeed)
      const path = `/api/v1/client-app-registrations/${token}`
      expect((await call(here.url, { method: 'DELETE', path, as })).status).toBe(200)
      expect(await registerApp(here.url, { as, tokenSeed })).toBe(token)
      const { body } = await send(here, { clientAppToken: token, payload: 'again' })
      await connection.reach(token, 1)
      // An acknowledgement counts only when the session has the new registration.
      const acknowledge = async () => {
        await connection.acknowledge([token, 1])
        return (await readStatus(here, body.notificationId)).body.acked
      }
      await expect.poll(acknowledge).toBe(1)
      return connection.all('clientAppRevoked').length
    }
    // A node may poll the database between the two requests. It is then right to report the end.
    let revoked = 1
    for (let round = 0; round < 5 && revoked > 0; round += 1) revoked = await registerAgain()
    expect(revoked).toBe(0)
  })

  it('deliver TTL 0 to the members that are connected to the other node', async () => {
    const seed = newSeed()
    const members = await Promise.all([member(there, seed), member(there, seed), member(here, seed)])
    const clientAppToken = members[0]?.token ?? ''
    for (let payload = 1; payload <= 6; payload += 1) {
      await send(here, { clientAppToken, payload, ttl: 0 })
      for (const { connection } of members) {
        await connection.reach(clientAppToken, payload)
        await connection.acknowledge([clientAppToken, payload])
      }
    }
    for (const { connection } of members) expect(connection.payloads()).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('move cursors only for the newest session: they close the older with 4409, and keep the newer', async () => {
    const { as, connection: older, token } = await member(here, newSeed())
    const { body } = await send(here, { clientAppToken: token, payload: 1 })
    await older.reach(token, 1)
    const newer = await connect(there, as)
    await newer.reach(token, 1)
    older.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, 1]] })
    expect(await older.first('aoiClosing')).toMatchObject({ code: 4409, reconnect: false })
    expect((await readStatus(here, body.notificationId)).body).toMatchObject({ acked: 0, pending: 1 })
    await newer.acknowledge([token, 1])
    await expect
      .poll(async () => (await readStatus(there, body.notificationId)).body)
      .toMatchObject({ acked: 1, pending: 0 })
    await send(there, { clientAppToken: token, payload: 2 })
    await newer.reach(token, 2)
    expect([newer.all('aoiClosing'), newer.payloads()]).toEqual([[], [1, 2]])
  })

  it('believe the cursor of an AOI Client that comes from the other node, although they have not seen the log grow', async () => {
    const { epoch } = here.services.context.store
    for (let round = 0; round < 4; round += 1) {
      const tokenSeed = newSeed()
      await member(there, tokenSeed)
      const { as, connection, token } = await member(here, tokenSeed)
      await send(here, { clientAppToken: token, payload: 1 })
      await connection.reach(token, 1)
      const moved = await connect(there, { ...as, epoch, cursors: { [token]: 1 } })
      await send(there, { clientAppToken: token, payload: 2 })
      await moved.reach(token, 2)
      expect(moved.payloads()).toEqual([2])
    }
  })
})
