import { existsSync } from 'node:fs'

const server = new URL('../../server/testing/postgresql-server.ts', import.meta.url)

type PostgresqlServer = { url: string; description: string; stop: () => Promise<void> }

/** Finds or starts a PostgreSQL server once for all integration tests, which read its address from TEST_DATABASE_URL. */
export async function setup(): Promise<() => Promise<void>> {
  if (!existsSync(server)) return async () => undefined
  const { findOrStart } = (await import(server.href)) as { findOrStart: () => Promise<PostgresqlServer> }
  const postgresql = await findOrStart()
  console.log(`test: PostgreSQL: ${postgresql.description}`)
  process.env.TEST_DATABASE_URL = postgresql.url
  return () => postgresql.stop()
}
