import { findFreePort } from './free-port.ts'
import { hasRedisServer, RedisServer } from './redis-server.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'
import { createTemporaryPostgresqlDatabase } from './temporary-postgresql.ts'

/** What several nodes stand on: one database, one Redis, one name. */
export type NodeGround = {
  /** The environment that they share. */
  env: Readonly<Record<string, string>>
  remove(): Promise<void>
}

const SHARED = { AOI_AUTH_SECRET: 'shared by all nodes of the tests' }

/** How many nodes the servers of this run have (`TEST_NODES`): one, unless told otherwise. */
export const NODES = Number(process.env.TEST_NODES ?? '1')

/** A fresh database and a Redis of their own. `redis: false`: they have only the database to find out by. */
export async function openNodeGround(
  options: { redis: boolean } = { redis: hasRedisServer() },
): Promise<NodeGround> {
  const database = await createTemporaryPostgresqlDatabase()
  const redis = options.redis ? await RedisServer.start() : undefined
  return {
    env: { ...SHARED, DATABASE_URL: database.databaseUrl, ...(redis && { REDIS_URL: redis.url }) },
    remove: async () => {
      await redis?.remove()
      await database.remove()
    },
  }
}

/** One node on it. There is no proxy in front, so each goes by the origin that its tests call it by. */
export async function startNode(
  overrides: NonNullable<Parameters<typeof startTestServer>[0]>,
): Promise<TestServer> {
  const port = await findFreePort()
  const own = { PORT: String(port), AOI_PUBLIC_URL: `http://127.0.0.1:${port}` }
  return startTestServer({ ...overrides, env: { ...overrides.env, ...own } })
}
