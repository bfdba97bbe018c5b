import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { registerAoiClient } from '../../server/core/aoi-clients/register-aoi-client.ts'
import { AoiConnection } from '../../server/testing/aoi-connection.ts'
import { call } from '../../server/testing/api-caller.ts'
import { openNodeGround, startNode } from '../../server/testing/node-ground.ts'
import { findOrStart } from '../../server/testing/postgresql-server.ts'
import type { TestServer } from '../../server/testing/start-test-server.ts'

const APPLICATION = 'com.example.chat'
const NODES = 3
const MEMBERS = 60
const NOTIFICATIONS = 50
const IDLE_SECONDS = 10

/** Traffic of three nodes to Redis and their writes of cursors, per notification or per idle second. */
export type Measured = {
  published: number
  bytesOut: number
  cursorTransactions: number
  polls: number
}

/** Runs three nodes on PostgreSQL and Redis with 60 members of one token, and sends 50 notifications one at a time. */
export async function measureRealNodes(): Promise<{ aSecond: Measured; aNotification: Measured }> {
  const postgresql = await findOrStart()
  process.env.TEST_DATABASE_URL = postgresql.url
  const ground = await openNodeGround({ redis: true })
  const nodes: TestServer[] = []
  for (let count = 0; count < NODES; count += 1) nodes.push(await startNode({ env: ground.env }))
  const count = watch(nodes, ground.env.REDIS_URL ?? '')
  const connections = await connectMembers(nodes)
  await delay(IDLE_SECONDS * 500)
  const aSecond = await count(() => delay(IDLE_SECONDS * 1000), IDLE_SECONDS)
  const aNotification = await count(() => sendAll(nodes, connections), NOTIFICATIONS)
  for (const { connection } of connections) connection.close()
  await Promise.all(nodes.map((node) => node.stop()))
  await ground.remove()
  await postgresql.stop()
  return { aSecond, aNotification }
}

type Member = { connection: AoiConnection; token: string }

async function connectMembers(nodes: readonly TestServer[]): Promise<Member[]> {
  const members: Member[] = []
  for (let index = 0; index < MEMBERS; index += 1) {
    const node = nodes[index % nodes.length]
    if (node === undefined) throw new Error('no node runs')
    const as = await registerAoiClient(node.services.context, {})
    const connection = await AoiConnection.open(node.url, as)
    const answer = await connection.register(as, { tokenSeed: 'the seed of the bench' })
    if (answer.code !== '200') throw new Error(answer.desc)
    const token = answer.clientAppToken
    connection.socket.on('notification', ({ seq }: { seq: number }) => {
      connection.socket.emit('notificationAck', { messageType: 'notificationAck', acks: [[token, seq]] })
    })
    members.push({ connection, token })
  }
  return members
}

async function sendAll(nodes: readonly TestServer[], members: readonly Member[]): Promise<void> {
  const [node] = nodes
  const [{ token } = { token: '' }] = members
  if (node === undefined) throw new Error('no node runs')
  const key = await node.createKey(APPLICATION)
  for (let sent = 1; sent <= NOTIFICATIONS; sent += 1) {
    const body = { messageType: 'notificationReq', clientAppToken: token, payload: 'x'.repeat(100) }
    const { url } = nodes[sent % nodes.length] ?? node
    const { status, text } = await call(url, { path: '/api/v1/notifications', key, body })
    if (status !== 201) throw new Error(`not accepted: ${text}`)
    await Promise.all(members.map(({ connection }) => connection.reach(token, sent)))
    // Long enough for every cursor to be written before the next notification.
    await delay(200)
  }
}

/** Counts the events during some work, and divides them by its number of parts. */
function watch(nodes: readonly TestServer[], redisUrl: string) {
  const happened = { cursorTransactions: 0, polls: 0 }
  for (const { services } of nodes) {
    const { store } = services.context
    const { moveCursors, checkSessions } = store
    store.moveCursors = (moves) => {
      happened.cursorTransactions += 1
      return moveCursors(moves)
    }
    store.checkSessions = (held) => {
      happened.polls += 1
      return checkSessions(held)
    }
  }
  const read = (): Measured => ({ ...happened, ...readRedis(redisUrl) })
  return async (work: () => Promise<unknown>, parts: number): Promise<Measured> => {
    const before = read()
    await work()
    const after = read()
    const each = (name: keyof Measured) => (after[name] - before[name]) / parts
    return {
      published: each('published'),
      bytesOut: each('bytesOut'),
      cursorTransactions: each('cursorTransactions'),
      polls: each('polls'),
    }
  }
}

function readRedis(url: string): Pick<Measured, 'published' | 'bytesOut'> {
  const { stdout } = spawnSync('redis-cli', ['-u', url, 'INFO', 'everything'], { encoding: 'utf8' })
  const find = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? 0)
  return {
    published: find(/cmdstat_spublish:calls=(\d+)/),
    bytesOut: find(/total_net_output_bytes:(\d+)/),
  }
}
