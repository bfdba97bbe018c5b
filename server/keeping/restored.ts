import { join } from 'node:path'
import { OfflineConnection, type Row } from '../db/backup/offline-connection.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { statement } from '../db/connection/single-connection.ts'
import { queryObjects, withPostgresql } from '../db/postgresql/with-postgresql.ts'

/** A restored database: at the URL, or the embedded one in the data directory. `bytes`: the size of its backup. */
export type Restored = {
  bytes: number
  dataDirectory: string
  databaseUrl?: string
  remove: () => Promise<void>
}

/** The restored database, open for reading and writing. */
export interface RestoredConnection {
  all(sql: string): Promise<Row[]>
  execute(sql: string): Promise<void>
}

/** Opens the restored database for `work`, and closes it afterwards. */
export async function withRestored<Result>(
  { dataDirectory, databaseUrl }: Restored,
  work: (connection: RestoredConnection) => Promise<Result>,
): Promise<Result> {
  if (databaseUrl === undefined) {
    const connection = new OfflineConnection(join(dataDirectory, DATABASE_FILE), 'write')
    try {
      return await work({
        all: async (sql) => connection.all(sql),
        execute: (sql) => connection.execute(sql),
      })
    } finally {
      connection.close()
    }
  }
  return withPostgresql(databaseUrl, (adapter) =>
    work({
      all: (sql) => queryObjects(adapter, sql),
      execute: async (sql) => {
        await adapter.executeRaw(statement(sql))
      },
    }),
  )
}
