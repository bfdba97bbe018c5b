import { type OpenedStore, openStore } from '#server/db/open-store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { openTemporaryStore } from './temporary-database.ts'
import { createTemporaryPostgresqlDatabase, querySql, runSql } from './temporary-postgresql.ts'

export type DatabaseUnderTest = {
  store: OpenedStore
  /** Runs statements on the database, bypassing the store. */
  execute: (sql: string) => Promise<void>
  /** Returns the rows of a statement, bypassing the store. */
  query: (sql: string) => Promise<unknown[][]>
  place: { dataDirectory: string; databaseUrl?: string }
  /** Opens another node on the database; the embedded one has none. */
  openNode?: () => Promise<OpenedStore>
  /** Closes the store and removes the database. */
  remove: () => Promise<void>
}

/** Each database by its name, with the function that opens an empty one: for `describe.each`. */
export const BOTH_DATABASES: [name: string, open: () => Promise<DatabaseUnderTest>][] = [
  ['SQLite', openSqlite],
  ['PostgreSQL', openPostgresql],
]

async function openSqlite(): Promise<DatabaseUnderTest> {
  const opened = await openTemporaryStore({ clock: systemClock })
  return { ...opened, place: { dataDirectory: opened.dataDirectory } }
}

async function openPostgresql(): Promise<DatabaseUnderTest> {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const openNode = () => openStore({ databaseUrl, dataDirectory: '', clock: systemClock })
  const store = await openNode()
  return {
    ...{ store, openNode, place: { dataDirectory: '', databaseUrl } },
    execute: async (sql) => {
      for (const statement of sql.split(';').filter((part) => part.trim() !== ''))
        await runSql(databaseUrl, statement)
    },
    query: (sql) => querySql(databaseUrl, sql),
    remove: async () => {
      await store.close()
      await remove()
    },
  }
}
