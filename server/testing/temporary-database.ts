import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#server/core/clock.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { Quotas } from '#server/core/limits/quotas.ts'
import { statement } from '#server/db/connection/single-connection.ts'
import { type OpenedStore, openStore } from '#server/db/open-store.ts'
import { connectSqlite } from '#server/db/sqlite/sqlite-connection.ts'

export type TemporaryStore = {
  store: OpenedStore
  dataDirectory: string
  /** Runs a statement on the database, bypassing the store. */
  execute(sql: string): Promise<void>
  /** Returns the rows of a statement, bypassing the store. */
  query(sql: string): Promise<unknown[][]>
  /** Closes the store and removes the directory. */
  remove(): Promise<void>
}

/** Makes an empty directory. `remove` deletes it with its content. */
export async function makeTemporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'aoi-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Opens a store on an embedded database in a directory of its own. */
export async function openTemporaryStore(options: {
  clock: Clock
  failpoint?: Failpoint
  quotas?: Quotas
}): Promise<TemporaryStore> {
  const directory = await makeTemporaryDirectory()
  const store = await openStore({ ...options, dataDirectory: directory.path })
  return {
    store,
    dataDirectory: directory.path,
    execute: async (sql) => {
      const adapter = await connectSqlite(join(directory.path, 'aoi.db'))
      await adapter.executeScript(sql)
      await adapter.dispose()
    },
    query: async (sql) => {
      const adapter = await connectSqlite(join(directory.path, 'aoi.db'))
      const { rows } = await adapter.queryRaw(statement(sql))
      await adapter.dispose()
      return rows
    },
    remove: async () => {
      await store.close()
      await directory.remove()
    },
  }
}

/** Empties all tables except the realm's, as on a new server. */
export async function deleteRows({ query, execute }: TemporaryStore): Promise<void> {
  const tables = await query(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       AND name NOT IN ('Realm', 'AuditChain', '_prisma_migrations')`,
  )
  // The references between the tables hold again at the end.
  const script = [
    'PRAGMA foreign_keys = OFF',
    'BEGIN IMMEDIATE',
    ...tables.map(([name]) => `DELETE FROM "${String(name)}"`),
    `UPDATE "AuditChain" SET "lastId" = 0, "hash" = '', "waitingId" = 0, "cutId" = 0, "cutHash" = ''`,
    'COMMIT',
  ]
  await execute(script.join(';'))
}
