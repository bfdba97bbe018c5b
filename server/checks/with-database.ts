import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { OfflineConnection, type Row } from '../db/backup/offline-connection.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { statement } from '../db/connection/single-connection.ts'
import { poolConfig } from '../db/postgresql/postgresql-connection.ts'
import type { Env } from '../env.ts'

export type Query = (sql: string) => Promise<Row[]>

/** Opens the database of a server for reading, beside the server or without it. */
export async function withDatabase<Result>(
  { dataDirectory, databaseUrl }: Pick<Env, 'dataDirectory' | 'databaseUrl'>,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  if (databaseUrl === undefined) return withSqlite(join(dataDirectory, DATABASE_FILE), work)
  const adapter = await new PrismaPg({ ...poolConfig(databaseUrl), max: 1 }).connect()
  try {
    return await work(async (sql) => {
      const { columnNames, rows } = await adapter.queryRaw(statement(sql))
      return rows.map((row) => Object.fromEntries(columnNames.map((name, index) => [name, row[index]])))
    })
  } finally {
    await adapter.dispose()
  }
}

async function withSqlite<Result>(path: string, work: (query: Query) => Promise<Result>): Promise<Result> {
  if (!existsSync(path)) throw new Error(`${path} is missing`)
  const connection = new OfflineConnection(path, 'live')
  try {
    return await work(async (sql) => connection.all(sql))
  } finally {
    connection.close()
  }
}
