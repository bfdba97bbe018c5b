import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OfflineConnection, type Row } from '../db/backup/offline-connection.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { queryObjects, withPostgresql } from '../db/postgresql/with-postgresql.ts'
import type { Env } from '../env.ts'

export type Query = (sql: string) => Promise<Row[]>

/** Opens the database of a server for reading, beside the server or without it. */
export async function withDatabase<Result>(
  { dataDirectory, databaseUrl }: Pick<Env, 'dataDirectory' | 'databaseUrl'>,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  if (databaseUrl === undefined) return withSqlite(join(dataDirectory, DATABASE_FILE), work)
  return withPostgresql(databaseUrl, (adapter) => work((sql) => queryObjects(adapter, sql)))
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
