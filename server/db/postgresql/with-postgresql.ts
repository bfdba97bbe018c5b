import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { statement } from '../connection/single-connection.ts'
import { poolConfig } from './postgresql-connection.ts'

/** Opens one connection of its own to a PostgreSQL database for `work`, and closes it afterwards. */
export async function withPostgresql<Result>(
  databaseUrl: string,
  work: (adapter: SqlDriverAdapter) => Promise<Result>,
): Promise<Result> {
  const adapter = await new PrismaPg({ ...poolConfig(databaseUrl), max: 1 }).connect()
  try {
    return await work(adapter)
  } finally {
    await adapter.dispose()
  }
}

/** Executes a statement. Returns each row as an object by the names of its columns. */
export async function queryObjects(
  adapter: SqlDriverAdapter,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const { columnNames, rows } = await adapter.queryRaw(statement(sql))
  return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])))
}
