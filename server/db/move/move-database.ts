import { join, resolve } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter, Transaction } from '@prisma/driver-adapter-utils'
import type { MoveAnswer, MoveDatabase, MovedTable, MoveRequest } from '#protocol/move-database.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { describeSoundDatabase } from '../backup/describe-database.ts'
import { findPath } from '../backup/durable-files.ts'
import { OfflineConnection } from '../backup/offline-connection.ts'
import { DATABASE_FILE } from '../connection/data-directory.ts'
import { planMigrations, readMigrations } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { poolConfig } from '../postgresql/postgresql-connection.ts'
import { migratePostgresql } from '../postgresql/postgresql-migrations.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { lockDataDirectory } from '../sqlite/directory-lock.ts'
import { markMoved, refuseMoved } from '../sqlite/moved-database.ts'
import { compareTable } from './compare-table.ts'
import { copyTable, type MoveParts } from './copy-table.ts'
import { raiseSequences } from './raise-sequences.ts'
import { readTables, type Table } from './read-tables.ts'

/**
 * Moves the embedded database of a stopped server into an empty PostgreSQL database: every row of every table, in one
 * transaction, which is committed once both sides are equal. The data directory is then marked, so that no server
 * starts on the embedded database by mistake. The epoch stays, so AOI Clients notice nothing.
 */
export const moveDatabase: MoveDatabase = async (request) => {
  const dataDirectory = resolve(request.dataDirectory)
  const path = join(dataDirectory, DATABASE_FILE)
  if ((await findPath(path)) === undefined)
    throw new Error(`${path} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
  refuseMoved(dataDirectory)
  const unlock = await lockDataDirectory(dataDirectory)
  try {
    const { serverId, epoch } = await requireCurrent(path, request)
    const tables = await move(path, request)
    await markMoved(dataDirectory, systemClock.now())
    return { serverId, epoch, tables }
  } finally {
    await unlock()
  }
}

/** Throws unless the file is sound and has every migration of this version. */
async function requireCurrent(path: string, { report }: MoveRequest): Promise<Omit<MoveAnswer, 'tables'>> {
  report('checking the embedded database')
  const found = await describeSoundDatabase(
    path,
    (fault) => `the database is damaged: ${fault}. Restore a backup first`,
    'live',
  )
  const migrations = await readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
  const [lacking] = planMigrations(migrations, found.migrations)
  if (lacking !== undefined)
    throw new Error(
      `the embedded database lacks migration ${lacking.name}: start this version on it once, and stop it`,
    )
  return found
}

async function move(path: string, request: MoveRequest): Promise<MovedTable[]> {
  const source = new OfflineConnection(path, 'live')
  const target = await new PrismaPg(poolConfig(request.databaseUrl)).connect()
  try {
    request.report('preparing the PostgreSQL database')
    await migratePostgresql(
      target,
      await readMigrations(join(findProjectDirectory(), 'prisma/postgresql/migrations')),
    )
    return await inTransaction(target, async (transaction) => {
      const tables = await readTables(source, transaction)
      for (const { name } of tables)
        await transaction.executeRaw(statement(`LOCK TABLE "${name}" IN ACCESS EXCLUSIVE MODE NOWAIT`))
      const parts = { ...request, source, transaction }
      if (await isMovedAlready(parts))
        request.report('comparing with an earlier move, which was cut off at its end')
      else await copy(tables, parts)
      const moved: MovedTable[] = []
      for (const table of tables) moved.push(await compareTable(table, parts))
      request.signal.throwIfAborted()
      return moved
    })
  } finally {
    source.close()
    await target.dispose()
  }
}

/** An earlier move may have been cut off after its commit, before it marked the data directory. */
async function isMovedAlready({ source, transaction }: MoveParts): Promise<boolean> {
  const realm = 'SELECT "serverId" || \' \' || "epoch" AS "realm" FROM "Realm" WHERE "id" = 1'
  const { rows } = await transaction.queryRaw(statement(realm))
  const [ours] = source.all(realm)
  return rows[0] !== undefined && rows[0][0] === ours?.realm
}

async function copy(tables: readonly Table[], parts: MoveParts): Promise<void> {
  for (const table of tables) await requireEmpty(parts.transaction, table)
  for (const table of tables) await copyTable(table, parts)
  await raiseSequences(tables, parts)
}

async function requireEmpty(transaction: Transaction, { name }: Table): Promise<void> {
  const { rows } = await transaction.queryRaw(statement(`SELECT EXISTS (SELECT 1 FROM "${name}")::text`))
  if (rows[0]?.[0] === 'true')
    throw new Error(
      `the PostgreSQL database has rows in ${name}: name an empty one in DATABASE_URL (a server that started on it made rows)`,
    )
}

/** The adapter leaves `COMMIT` and `ROLLBACK` to its caller. Its own two methods give the connection back. */
async function inTransaction<Result>(
  adapter: SqlDriverAdapter,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const transaction = await adapter.startTransaction()
  try {
    const result = await work(transaction)
    await transaction.executeRaw(statement('COMMIT'))
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.executeRaw(statement('ROLLBACK')).catch(() => undefined)
    await transaction.rollback().catch(() => undefined)
    throw error
  }
}
