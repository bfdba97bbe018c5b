import { join } from 'node:path'
import { EventInterests } from '#server/core/events/event-interests.ts'
import { DEFAULT_QUOTAS } from '#server/core/limits/quotas.ts'
import { DEFAULT_RETENTION } from '#server/core/retention.ts'
import { createPrivateFile, DATABASE_FILE, prepareDataDirectory } from '../connection/data-directory.ts'
import type { Connection, Database, OpenOptions } from '../connection/database.ts'
import { readMigrations } from '../connection/migrations.ts'
import { QuotaMemory } from '../connection/quota-memory.ts'
import { rawConnection } from '../connection/raw-connection.ts'
import { RealmMemory } from '../connection/realm-memory.ts'
import { RenewableAdapter } from '../connection/renewable-adapter.ts'
import { shareAdapter } from '../connection/share-adapter.ts'
import { runRawTransaction, runReading, runTransaction } from '../connection/transaction.ts'
import { PrismaClient } from '../generated/sqlite/client.ts'
import { SqliteWitness } from '../witness/sqlite-witness.ts'
import { lockDataDirectory } from './directory-lock.ts'
import { holdWal } from './hold-wal.ts'
import { refuseInterruptedRestore } from './interrupted-restore.ts'
import { refuseMoved } from './moved-database.ts'
import { connectSqlite } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { SqliteFile } from './sqlite-file.ts'
import { migrateSqlite } from './sqlite-migrations.ts'
import { SqliteWal, truncateWal } from './sqlite-wal.ts'
import { WriteQueue } from './write-queue.ts'

/** A refused start keeps the WAL in place until the process ends, which it does much sooner. */
const HELD_MILLISECONDS = 60_000

/** Opens the embedded database in the data directory, for this process alone, and brings it up to date. */
export async function openSqliteDatabase(options: OpenOptions): Promise<Database> {
  prepareDataDirectory(options.dataDirectory)
  const witness = new SqliteWitness(options.dataDirectory)
  const unlock = await lockDataDirectory(options.dataDirectory)
  try {
    refuseInterruptedRestore(options.dataDirectory)
    refuseMoved(options.dataDirectory)
    const path = join(options.dataDirectory, DATABASE_FILE)
    createPrivateFile(path)
    await migrate(path, options)
    return await connect(path, { options, unlock, witness })
  } catch (error) {
    await unlock()
    throw error
  }
}

async function migrate(path: string, options: OpenOptions): Promise<void> {
  const migrations = await readMigrations(join(options.projectDirectory, 'prisma/migrations'))
  const releaseWal = holdWal(path)
  const adapter = await connectSqlite(path)
  try {
    const { applied, orphans } = await migrateSqlite(adapter, { migrations, at: options.clock.now() })
    options.onMigrated?.(applied)
    if (orphans.length > 0)
      options.log?.warn(
        { event: 'orphans', orphans },
        'rows refer to missing rows, since before the migration',
      )
    releaseWal()
  } catch (error) {
    // The driver closes a connection when its statements are collected, which may be later.
    options.clock.after(HELD_MILLISECONDS, releaseWal)
    throw error
  } finally {
    await adapter.dispose()
  }
}

/**
 * Opens two connections. Transactions have one to themselves, so that reads neither wait for them nor run inside them.
 */
async function connect(
  path: string,
  { options, unlock, witness }: { options: OpenOptions; unlock: () => Promise<void>; witness: SqliteWitness },
): Promise<Database> {
  const file = new SqliteFile(path)
  const open = () => {
    file.require()
    return connectSqlite(path)
  }
  const [readAdapter, writeAdapter] = [
    await RenewableAdapter.connect(open),
    await RenewableAdapter.connect(open),
  ]
  const reader = new PrismaClient({ adapter: shareAdapter(readAdapter) })
  const writer = new PrismaClient({ adapter: shareAdapter(writeAdapter) })
  const reading: Connection = { prisma: reader, dialect: sqliteDialect }
  const queue = new WriteQueue()
  const { clock } = options
  const wal = new SqliteWal({ clock, truncate: () => queue.run(() => truncateWal(writeAdapter)) })
  const write = <Result>(transact: () => Promise<Result>) => queue.run(() => keptInFile(file, transact))
  const database: Database = {
    clock,
    retention: options.retention ?? DEFAULT_RETENTION,
    quotas: new QuotaMemory(options.quotas ?? DEFAULT_QUOTAS),
    interests: new EventInterests(),
    failpoint: options.failpoint,
    memory: new RealmMemory(),
    read: (work) => runReading(work(reading)),
    readRaw: (work) => runReading(work(rawConnection(readAdapter, sqliteDialect))),
    write: (work) => write(() => runTransaction(writer, { clock, dialect: sqliteDialect, work })),
    writeRaw: (work) => write(() => runRawTransaction(writeAdapter, { clock, dialect: sqliteDialect, work })),
    // In the queue, since a transaction has the connection to itself.
    renewConnections: () => queue.run(() => runReading(renewBoth(readAdapter, writeAdapter))),
    dropOldPages: () => wal.truncate(),
    confirmIncarnation: () => witness.begin(database),
    remember: () => undefined,
    close: async () => {
      wal.close()
      // If the database cannot be written, the next start finds that this run ended as by a crash.
      const noteEnd = await witness.end(database).catch(() => undefined)
      await readAdapter.dispose()
      await queue.run(() => truncateWal(writeAdapter).finally(() => writeAdapter.dispose()))
      await noteEnd?.().catch(() => undefined)
      await unlock()
    },
  }
  return database
}

/** Runs a transaction. Its commit counts only if the file that it went to is still at its path afterwards. */
async function keptInFile<Result>(file: SqliteFile, transact: () => Promise<Result>): Promise<Result> {
  const result = await transact()
  file.require()
  return result
}

async function renewBoth(readAdapter: RenewableAdapter, writeAdapter: RenewableAdapter): Promise<void> {
  await readAdapter.renew()
  await writeAdapter.renew()
}
