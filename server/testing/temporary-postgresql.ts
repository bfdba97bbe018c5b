import { randomBytes } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'

export type TemporaryDatabase = {
  databaseUrl: string
  /** Drops the database, whoever is connected to it. */
  remove(): Promise<void>
}

/** An empty database of its own on the test server. Fails where there is none: these tests are not skipped. */
export async function createTemporaryPostgresqlDatabase(): Promise<TemporaryDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL
  if (serverUrl === undefined || serverUrl === '') {
    throw new Error('TEST_DATABASE_URL names no PostgreSQL server; `npm test` starts one.')
  }
  const name = `aoi_test_${randomBytes(8).toString('hex')}`
  await runSql(serverUrl, `CREATE DATABASE ${name}`)
  const databaseUrl = new URL(serverUrl)
  databaseUrl.pathname = `/${name}`
  return {
    databaseUrl: databaseUrl.href,
    remove: () => runSql(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** Runs one statement on a connection of its own. */
export async function runSql(databaseUrl: string, sql: string): Promise<void> {
  const adapter = await new PrismaPg({ connectionString: databaseUrl }).connect()
  try {
    await adapter.executeRaw({ sql, args: [], argTypes: [] })
  } finally {
    await adapter.dispose()
  }
}
