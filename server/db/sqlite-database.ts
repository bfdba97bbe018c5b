import { join } from 'node:path'
import { createPrivateFile, preparePrivateDirectory } from './data-directory.ts'
import type { Connection, Database, OpenOptions } from './database.ts'
import { lockDataDirectory } from './directory-lock.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { readMigrations } from './migrations.ts'
import { rawConnection } from './raw-connection.ts'
import { shareAdapter } from './share-adapter.ts'
import { connectSqlite } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { migrateSqlite } from './sqlite-migrations.ts'
import { runRawTransaction, runReading, runTransaction } from './transaction.ts'
import { WriteQueue } from './write-queue.ts'

/** Opens the embedded database in the data directory, for this process alone, and brings it up to date. */
export async function openSqliteDatabase(options: OpenOptions): Promise<Database> {
  prepareDirectory(options.dataDirectory)
  const unlock = await lockDataDirectory(options.dataDirectory)
  try {
    const path = join(options.dataDirectory, 'aoi.db')
    createPrivateFile(path)
    await migrate(path, options)
    return await connect(path, { options, unlock })
  } catch (error) {
    await unlock()
    throw error
  }
}

function prepareDirectory(dataDirectory: string): void {
  try {
    preparePrivateDirectory(dataDirectory)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The data directory ${dataDirectory} (AOI_DATA_DIR) cannot be used: ${reason}`, { cause })
  }
}

async function migrate(path: string, options: OpenOptions): Promise<void> {
  const migrations = await readMigrations(join(options.projectDirectory, 'prisma/migrations'))
  const adapter = await connectSqlite(path)
  try {
    await migrateSqlite(adapter, { migrations, at: options.clock.now() })
  } finally {
    await adapter.dispose()
  }
}

/** Two connections: transactions have one to themselves, so that reads neither wait for them nor get into them. */
async function connect(
  path: string,
  { options, unlock }: { options: OpenOptions; unlock: () => Promise<void> },
): Promise<Database> {
  const [readAdapter, writeAdapter] = [await connectSqlite(path), await connectSqlite(path)]
  const reader = new PrismaClient({ adapter: shareAdapter(readAdapter) })
  const writer = new PrismaClient({ adapter: shareAdapter(writeAdapter) })
  const reading: Connection = { prisma: reader, dialect: sqliteDialect }
  const queue = new WriteQueue()
  return {
    clock: options.clock,
    failpoint: options.failpoint,
    read: (work) => runReading(work(reading)),
    readRaw: (work) => runReading(work(rawConnection(readAdapter, sqliteDialect))),
    write: (work) => queue.run(() => runTransaction(writer, { dialect: sqliteDialect, work })),
    writeRaw: (work) => queue.run(() => runRawTransaction(writeAdapter, { dialect: sqliteDialect, work })),
    close: async () => {
      await queue.run(() => writeAdapter.dispose())
      await readAdapter.dispose()
      await unlock()
    },
  }
}
