import { findFreePort } from './free-port.ts'
import { hasRedisServer, RedisServer } from './redis-server.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'
import { createTemporaryPostgresqlDatabase } from './temporary-postgresql.ts'

/** The services that several nodes share: one database, one Redis, one secret. */
export type NodeGround = {
  /** The environment that the nodes share. */
  env: Readonly<Record<string, string>>
  remove(): Promise<void>
}

const SHARED = { AOI_AUTH_SECRET: 'shared by all nodes of the tests' }

/** Number of nodes of the servers in this run (`TEST_NODES`). Default: one. */
export const NODES = Number(process.env.TEST_NODES ?? '1')

/**
 * Makes a fresh database and a Redis of their own. With `redis: false`, nodes learn of each other only by the database.
 */
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

/** Starts one node on it. There is no proxy in front, so each node's origin is the one that its tests call. */
export async function startNode(
  overrides: NonNullable<Parameters<typeof startTestServer>[0]>,
): Promise<TestServer> {
  const port = await findFreePort()
  const own = { PORT: String(port), AOI_PUBLIC_URL: `http://127.0.0.1:${port}` }
  return startTestServer({ ...overrides, env: { ...overrides.env, ...own } })
}
