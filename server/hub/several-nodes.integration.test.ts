import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { LIMITS, overviewSchema } from '#protocol'
import { toBase64url } from '#protocol/base64url.ts'
import type { FanOut } from '#protocol/dashboard/fan-out.ts'
import type { WallFrame } from '#protocol/dashboard/wall.ts'
import { deriveRegistrationKey } from '#protocol/token.ts'
import { signTokenProof } from '#protocol/token-proof.ts'
import { endAoiClient } from '#server/core/aoi-clients/end-aoi-client.ts'
import { registerAoiClient } from '#server/core/aoi-clients/register-aoi-client.ts'
import { revokeRegistration } from '#server/core/registrations/revoke-registration.ts'
import { revokeApiKey } from '#server/core/server-applications/revoke-api-key.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import { argon2id } from '#server/core/tokens/argon2id.ts'
import { AoiConnection, type Credential } from '#server/testing/aoi-connection.ts'
import { type Answered, call, registerApp } from '#server/testing/api-caller.ts'
import { callDashboard, postAuth, type SignedIn, signInAs } from '#server/testing/dashboard-caller.ts'
import { openNodeGround, startNode } from '#server/testing/node-ground.ts'
import { hasRedisServer, RedisServer } from '#server/testing/redis-server.ts'
import type { TestServer } from '#server/testing/start-test-server.ts'
import { rowsToWalk } from '#server/testing/table-rows.ts'
import { TcpProxy } from '#server/testing/tcp-proxy.ts'

const APPLICATION = 'com.example.chat'
const COUNT = 3

type Ground = Awaited<ReturnType<typeof openNodeGround>>
type Weather = { redis: RedisServer; proxy: TcpProxy }

/** The states of Redis while the nodes work, and how to mend each. */
const WEATHERS: readonly {
  weather: string
  begin: (parts: Weather) => Promise<void> | void
  mend?: (parts: Weather) => Promise<void> | void
  standsForOthers?: true
}[] = [
  { weather: 'well', begin: () => {}, standsForOthers: true },
  { weather: 'slow', begin: ({ proxy }) => proxy.slow(700), mend: ({ proxy }) => proxy.release() },
  {
    weather: 'cut off without a word',
    begin: ({ proxy }) => proxy.hold(),
    mend: ({ proxy }) => proxy.release(),
    standsForOthers: true,
  },
  {
    weather: 'killed',
    begin: ({ redis }) => redis.kill(),
    mend: ({ redis }) => redis.begin(),
    standsForOthers: true,
  },
  { weather: 'back again', begin: () => {} },
]

const hasRedis = hasRedisServer()
const weathers = hasRedis ? rowsToWalk(WEATHERS, ({ standsForOthers }) => standsForOthers === true) : []

describe('several nodes', () => {
  let ground: Ground
  let parts: Weather | undefined
  const nodes: TestServer[] = []
  const connections: AoiConnection[] = []
  let key: string
  let auditor: SignedIn
  let operator: SignedIn
  let seeds = 0
  let strangers = 0

  beforeAll(async () => {
    ground = await openNodeGround({ redis: false })
    const redis = hasRedis ? await RedisServer.start() : undefined
    parts = redis && { redis, proxy: await TcpProxy.open(redis.port) }
    const env = {
      ...ground.env,
      ...{ AOI_TRUSTED_PROXIES: '1' },
      ...(parts && { REDIS_URL: `redis://127.0.0.1:${parts.proxy.port}` }),
    }
    nodes.push(...(await Promise.all(Array.from({ length: COUNT }, () => startNode({ env })))))
    key = await node(0).createKey(APPLICATION)
    // There is one setup code for the first operator, so the sign-ins cannot run side by side.
    await signInAs(node(0), 'admin')
    // Once for all tests: an address may use only a few invitations a minute.
    auditor = await signInAs(node(0), 'auditor')
    operator = await signInAs(node(0), 'operator')
  })
  afterAll(async () => {
    for (const connection of connections) connection.close()
    for (const feed of feeds) feed.disconnect()
    await Promise.all(nodes.map((each) => each.stop()))
    await parts?.proxy.close()
    await parts?.redis.remove()
    await ground.remove()
  })

  const node = (number: number): TestServer => {
    const found = nodes[number % COUNT]
    if (found === undefined) throw new Error('there is no such node')
    return found
  }
  const context = (number: number) => node(number).services.context

  async function connect(as: Credential, number: number): Promise<AoiConnection> {
    const connection = await AoiConnection.open(node(number).url, as)
    connections.push(connection)
    return connection
  }

  /** Connects a new AOI Client to the node and registers it with the seed. */
  async function member(number: number, tokenSeed: string) {
    const as = await registerAoiClient(context(number + 1), {})
    const connection = await connect(as, number)
    const answer = await connection.register(as, { tokenSeed })
    if (answer.code !== '200') throw new Error(answer.desc)
    return { as, connection, token: answer.clientAppToken }
  }

  function newSeed(): string {
    seeds += 1
    return `the seed number ${seeds} of these tests`
  }

  function post(
    number: number,
    sent: { token: string; payload: unknown; idempotencyKey?: string },
  ): Promise<Answered> {
    const { token, payload, idempotencyKey } = sent
    return call(node(number).url, {
      ...{ path: '/api/v1/notifications', key },
      body: { messageType: 'notificationReq', clientAppToken: token, payload },
      ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
    })
  }

  describe.each(weathers)('with a Redis that is $weather', ({ weather, begin, mend }) => {
    beforeAll(async () => {
      if (parts) await begin(parts)
    })
    afterAll(async () => {
      if (parts) await mend?.(parts)
    })
    describeNodes(weather === 'well')
  })

  if (!hasRedis) describe('without Redis', () => describeNodes(false))

  /** The tests run side by side, because most of them wait for the nodes to poll the database. */
  function describeNodes(isWell: boolean): void {
    it.concurrent('deliver a notification that is sent at any node to the members at every node, in order and once', async () => {
      const seed = newSeed()
      const members = await Promise.all([0, 1, 2].map((number) => member(number, seed)))
      const token = members[0]?.token ?? ''
      for (let payload = 1; payload <= 12; payload += 1) await post(payload, { token, payload })
      for (const { connection } of members) {
        await connection.reach(token, 12)
        expect(connection.all('notification').map(({ seq }) => seq)).toEqual(seqs(1, 12))
      }
      const [first] = members
      const id = String((await post(1, { token, payload: 13 })).body.notificationId)
      await Promise.all(members.map(({ connection }) => connection.reach(token, 13)))
      await Promise.all(members.map(({ connection }) => connection.acknowledge([token, 13])))
      await until(async () => (await readStatus(2, id)).acked === 3)
      expect(first?.connection.all('aoiClosing')).toEqual([])
    })

    it.concurrent('answer a sender that waits at one node when a member has acknowledged at another', async () => {
      const { connection, token } = await member(1, newSeed())
      const sent = call(node(0).url, {
        ...{ path: '/api/v1/notifications?until=all', key, headers: { prefer: 'wait=55' } },
        body: { messageType: 'notificationReq', clientAppToken: token, payload: 1 },
      })
      await connection.reach(token, 1)
      await connection.acknowledge([token, 1])
      expect((await sent).body).toMatchObject({ acked: 1, pending: 0 })
    })

    it.concurrent('keep one session of each AOI Client: they close the older one, on another node, with 4409', async () => {
      const { as, connection: older, token } = await member(0, newSeed())
      await post(1, { token, payload: 1 })
      await older.reach(token, 1)
      const newer = await connect(as, 1)
      expect(await older.first('aoiClosing')).toMatchObject({ code: 4409, reconnect: false })
      await post(2, { token, payload: 2 })
      await newer.reach(token, 2)
      await newer.acknowledge([token, 2])
      expect(older.all('notification').map(({ seq }) => seq)).toEqual([1])
    })

    it.concurrent('end at once an AOI Client, a registration or an API key that was ended at another node', async () => {
      const seed = newSeed()
      const ended = await member(0, seed)
      const removed = await member(1, seed)
      const stays = await member(2, seed)
      const revoked = await node(0).createKey(APPLICATION)
      const use = () => call(node(1).url, { path: '/api/v1/tokens', key: revoked })
      expect((await use()).status).toBe(200)

      const actor = 'test'
      const { aoiClientId } = removed.as
      const membership = { aoiClientId, clientAppToken: removed.token }
      await endAoiClient(context(1), { actor, aoiClientId: ended.as.aoiClientId })
      await revokeRegistration(context(2), { actor, ...membership, reason: 'lost' })
      await revokeApiKey(context(0), { actor, id: revoked.split('_')[2] ?? '' })

      expect(await ended.connection.first('aoiClosing')).toMatchObject({ code: 4401, reconnect: false })
      expect(await removed.connection.first('clientAppRevoked')).toMatchObject({
        clientAppToken: removed.token,
      })
      await until(async () => (await use()).status === 401)
      expect((await post(0, { token: stays.token, payload: 'rest' })).body).toMatchObject({ recipients: 1 })
      await stays.connection.reach(stays.token, 1)
      expect([ended, removed].flatMap(({ connection }) => connection.all('notification'))).toEqual([])
    })

    it.concurrent('deliver to a running session for a registration made by HTTP at another node, until it is deregistered', async () => {
      const { as, connection } = await member(0, newSeed())
      const token = await registerApp(node(1).url, { as, tokenSeed: newSeed() })
      await post(2, { token, payload: 'to the new one' })
      await connection.reach(token, 1)
      const path = `/api/v1/client-app-registrations/${token}`
      expect((await call(node(2).url, { method: 'DELETE', path, as })).status).toBe(200)
      expect((await post(1, { token, payload: 'to nobody' })).body).toMatchObject({ recipients: 0 })
      expect(connection.steps(token)).toHaveLength(1)
    })

    it.concurrent('open the feed once by a ticket of another node, and end it with the operator’s session', async () => {
      const as = await signInAs(node(0), 'auditor')
      const answered = await callDashboard(node(0), { operation: 'createTicket', as })
      const { ticket } = (await answered.json()) as { ticket: string }
      const feed = await openFeed(node(1), ticket)
      const ended = new Promise((resolve) => feed?.once('disconnect', resolve))
      expect(await openFeed(node(2), ticket)).toBeUndefined()
      expect((await postAuth(node(2), { path: '/sign-out', cookie: as.cookie })).status).toBe(200)
      await ended
    })

    it.concurrent('show one wall, or say which nodes are missing on it', async () => {
      const { connection, token } = await member(1, newSeed())
      const fingerprint = tokenFingerprint(token)
      const signed = await callDashboard(node(2), { operation: 'createTicket', as: auditor })
      const feed = await openFeed(node(2), ((await signed.json()) as { ticket: string }).ticket)
      const frames: WallFrame[] = []
      feed?.on('wall', (frame: WallFrame) => frames.push(frame))
      const view = { view: 'wall', unit: 'token', search: fingerprint }
      expect(await feed?.timeout(5000).emitWithAck('join', view)).toBeFalsy()
      // The other nodes have counted nothing before the wall asked them.
      await until(async () => frames.length > 2)
      await post(0, { token, payload: 1 })
      await connection.reach(token, 1)
      await connection.acknowledge([token, 1])
      const isWhole = ({ lanes: [lane] }: WallFrame) => lane?.acked === 1 && lane.recipients === 1
      await until(async () => frames.some((frame) => isWhole(frame) || (!isWell && frame.missing > 0)))
    })

    it.concurrent('enforce a common limit together, or up to twice the limit while Redis comes and goes', async () => {
      const body = { messageType: 'aoiClientRegistrationReq' }
      const limit = LIMITS.aoiClientRegistrationsPerAddressPerMinute
      // An address of its own begins its minute with this burst. A minute that ends within the burst would allow more.
      strangers += 1
      const headers = { 'x-forwarded-for': `192.0.2.${strangers}` }
      const asked = Array.from({ length: 4 * limit }, (_, number) =>
        call(node(number).url, { path: '/api/v1/aoi-clients', body, headers }),
      )
      const taken = (await Promise.all(asked)).filter(({ status }) => status === 200)
      expect(taken.length).toBeLessThanOrEqual(2 * limit)
    })

    it.concurrent('know each other, and the number of connected AOI Clients in all and of a token', async () => {
      const seed = newSeed()
      const { token } = await member(1, seed)
      await member(2, seed)
      const { tokenId = 0 } = (await context(0).store.findToken(token)) ?? {}
      const online = () => nodes.reduce((sum, { services }) => sum + services.online(), 0)
      for (const { services } of nodes) {
        const { census, presence } = services
        await until(async () => census.nodes === COUNT && presence.onlineAoiClients === online())
        await until(async () => (await presence.countOnline([tokenId])).get(tokenId) === 2)
      }
      const answered = await callDashboard(node(0), {
        operation: 'readOverview',
        as: auditor,
      })
      const overview = overviewSchema.parse(await answered.json())
      expect(overview.nodes.map(({ silent }) => silent)).toEqual([false, false, false])
    })

    it.concurrent('show a recipient of another node as connected until it has left, then as waiting', async () => {
      const { connection, token } = await member(1, newSeed())
      const id = String((await post(2, { token, payload: 'nobody acks it' })).body.notificationId)
      await connection.reach(token, 1)
      const countAt = async (number: number) => {
        const answered = await callDashboard(node(number), {
          operation: 'readFanOut',
          path: { id },
          as: auditor,
        })
        return ((await answered.json()) as FanOut).counts
      }
      await until(async () => node(0).services.census.nodes === COUNT)
      await until(async () => (await countAt(0)).pending === 1)
      await until(async () => (await countAt(1)).sent === 1)
      connection.close()
      await until(async () => (await countAt(0)).waiting === 1)
    })

    it.concurrent('disconnect an AOI Client at an operator’s request, at whichever node it is', async () => {
      const { as, connection, token } = await member(1, newSeed())
      await until(async () => node(0).services.census.nodes === COUNT)
      const act = async (operation: 'freezeSelection' | 'disconnectAoiClients', body: object) =>
        (await callDashboard(node(0), { operation, as: operator, body })).json()
      const { selectionId } = await act('freezeSelection', { act: 'disconnect', ids: [as.aoiClientId] })
      expect(await act('disconnectAoiClients', { selectionId, reason: 'a test' })).toMatchObject({ done: 1 })
      expect(await connection.first('aoiClosing')).toMatchObject({ code: 4503, reconnect: true })
      const again = await connect(as, 2)
      await post(1, { token, payload: 'after that' })
      await again.reach(token, 1)
    })

    it.concurrent('accept a proof with the nonce of another node once', async () => {
      const as = await registerAoiClient(context(0), {})
      const { aoiClientId } = as
      const asked = { messageType: 'tokenProofNonceReq', aoiClientId }
      const { body } = await call(node(0).url, { path: '/api/v1/token-proof-nonces', as, body: asked })
      const [origin, nonce] = [node(1).url, String(body.nonce)]
      const key = await deriveRegistrationKey(argon2id, {
        applicationName: APPLICATION,
        tokenSeed: newSeed(),
      })
      const statement = { nonce, origin, applicationName: APPLICATION, aoiClientId }
      const signature = signTokenProof(key.dReg, statement)
      const tokenProof = { origin, nonce, pkReg: toBase64url(key.pkReg), signature }
      const connection = await connect(as, 1)
      expect(await connection.register(as, { tokenProof })).toMatchObject({ code: '200' })
      expect(await connection.register(as, { tokenProof })).toMatchObject({ code: '400' })
    })

    it.concurrent('store one notification when all of them get the same Idempotency-Key at the same time', async () => {
      const { connection, token } = await member(0, newSeed())
      const idempotencyKey = newSeed()
      const answers = await Promise.all(
        [0, 1, 2, 0, 1, 2].map((number) => post(number, { token, payload: 'once', idempotencyKey })),
      )
      const accepted = answers.filter(({ status }) => status === 201)
      expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
      expect(new Set(accepted.map(({ body }) => body.notificationId)).size).toBe(1)
      await post(1, { token, payload: 'fence' })
      await connection.reach(token, 2)
      expect(connection.payloads()).toEqual(['once', 'fence'])
    })
  }

  async function readStatus(number: number, id: string): Promise<Record<string, unknown>> {
    return (await call(node(number).url, { path: `/api/v1/notifications/${id}`, key })).body
  }
})

/** Open until all tests are over: tests that run side by side have no teardown of their own. */
const feeds: Socket[] = []

/** Opens the feed as a page does. Returns `undefined` if it is refused. */
function openFeed({ url }: TestServer, ticket: string): Promise<Socket | undefined> {
  const options = { transports: ['websocket'], forceNew: true, reconnection: false }
  const socket = io(`${url}/admin`, { ...options, auth: { ticket }, extraHeaders: { origin: url } })
  feeds.push(socket)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', () => resolve(undefined))
  })
}

const seqs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await isSo()).toBe(true), { timeout: 20_000, interval: 50 })
}
