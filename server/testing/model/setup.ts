import { openNodeGround } from '../node-ground.ts'
import { hasRedisServer, RedisServer } from '../redis-server.ts'
import { ServerProcess } from '../server-process.ts'
import { TcpProxy } from '../tcp-proxy.ts'
import type { History } from './history.ts'

export const SETUPS = ['sqlite', 'postgresql', 'two-nodes', 'two-nodes-redis'] as const
export type SetupName = (typeof SETUPS)[number]

/** Servers in processes of their own, with proxies between them and their database and Redis. */
export type Setup = {
  name: SetupName
  word: History['nodes']
  nodes: readonly ServerProcess[]
  database?: TcpProxy
  redis?: TcpProxy
  key: string
  /** Ends all faults of the proxies. */
  mend(): void
  remove(): Promise<void>
}

export const APPLICATION = 'com.example.model'

/** Opens a set-up on fresh databases. */
export async function openSetup(name: SetupName): Promise<Setup> {
  if (name === 'sqlite') return openEmbedded()
  if (name === 'two-nodes-redis' && !hasRedisServer())
    throw new Error('this set-up needs redis-server 7 or later')
  const ground = await openNodeGround({ redis: false })
  const target = new URL(ground.env.DATABASE_URL ?? '')
  const database = await TcpProxy.open(Number(target.port))
  target.port = String(database.port)
  target.hostname = '127.0.0.1'
  const server = name === 'two-nodes-redis' ? await RedisServer.start() : undefined
  const redis = server && (await TcpProxy.open(server.port))
  const env = {
    ...ground.env,
    DATABASE_URL: target.href,
    ...(redis && { REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
  }
  const nodes = await startNodes(env, name === 'postgresql' ? 1 : 2)
  return {
    ...{ name, nodes, database, key: await makeKey(nodes) },
    word: name === 'postgresql' ? 'one' : redis ? 'redis' : 'polled',
    ...(redis && { redis }),
    mend: () => {
      database.release()
      redis?.release()
    },
    remove: async () => {
      await Promise.all(nodes.map((node) => node.remove()))
      await Promise.all([database.close(), redis?.close(), server?.remove()])
      await ground.remove()
    },
  }
}

async function openEmbedded(): Promise<Setup> {
  const nodes = [await ServerProcess.start()]
  return {
    ...{ name: 'sqlite' as const, word: 'one' as const, nodes, key: await makeKey(nodes) },
    mend: () => {},
    remove: async () => {
      for (const node of nodes) await node.remove()
    },
  }
}

async function startNodes(env: Readonly<Record<string, string>>, count: number): Promise<ServerProcess[]> {
  const nodes = await Promise.all(Array.from({ length: count }, () => ServerProcess.prepare({ env })))
  for (const node of nodes) await node.begin().ready
  return nodes
}

async function makeKey([node]: readonly ServerProcess[]): Promise<string> {
  if (node === undefined) throw new Error('there is no node')
  return node.createKey(APPLICATION)
}
