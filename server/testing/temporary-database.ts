import { rmSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '#server/core/clock.ts'
import type { Failpoint } from '#server/core/failpoint.ts'
import type { Quotas } from '#server/core/limits/quotas.ts'
import { createPrivateFile } from '#server/db/connection/data-directory.ts'
import { readMigrations } from '#server/db/connection/migrations.ts'
import { statement } from '#server/db/connection/single-connection.ts'
import { type OpenedStore, openStore } from '#server/db/open-store.ts'
import { connectSqlite } from '#server/db/sqlite/sqlite-connection.ts'
import { migrateSqlite } from '#server/db/sqlite/sqlite-migrations.ts'

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

/** An empty database with all migrations, made once per process: each store of a test begins with a copy of it. */
let migrated: Promise<string> | undefined

async function makeMigrated(): Promise<string> {
  const { path } = await makeTemporaryDirectory()
  const file = join(path, 'aoi.db')
  createPrivateFile(file)
  const adapter = await connectSqlite(file)
  const migrations = await readMigrations(fileURLToPath(new URL('../../prisma/migrations', import.meta.url)))
  await migrateSqlite(adapter, { migrations, at: 0 })
  await adapter.dispose()
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  return file
}

/** Opens a store on an embedded database in a directory of its own. */
export async function openTemporaryStore(options: {
  clock: Clock
  failpoint?: Failpoint
  quotas?: Quotas
}): Promise<TemporaryStore> {
  const directory = await makeTemporaryDirectory()
  migrated ??= makeMigrated()
  await copyFile(await migrated, join(directory.path, 'aoi.db'))
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
