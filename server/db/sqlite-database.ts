import { join } from 'node:path'
import { createPrivateFile, preparePrivateDirectory } from './data-directory.ts'
import type { Connection, Database, OpenOptions } from './database.ts'
import { lockDataDirectory } from './directory-lock.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { readMigrations } from './migrations.ts'
import { connectSqlite, sqliteAdapterFactory } from './sqlite-connection.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { migrateSqlite } from './sqlite-migrations.ts'
import { runReading, runTransaction } from './transaction.ts'
import { WriteQueue } from './write-queue.ts'

/** Opens the embedded database in the data directory, for this process alone, and brings it up to date. */
export async function openSqliteDatabase(options: OpenOptions): Promise<Database> {
  prepareDirectory(options.dataDirectory)
  const unlock = await lockDataDirectory(options.dataDirectory)
  try {
    const path = join(options.dataDirectory, 'aoi.db')
    createPrivateFile(path)
    await migrate(path, options)
    return connect(path, { options, unlock })
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
function connect(
  path: string,
  { options, unlock }: { options: OpenOptions; unlock: () => Promise<void> },
): Database {
  const reader = new PrismaClient({ adapter: sqliteAdapterFactory(path) })
  const writer = new PrismaClient({ adapter: sqliteAdapterFactory(path) })
  const reading: Connection = { prisma: reader, dialect: sqliteDialect }
  const queue = new WriteQueue()
  return {
    clock: options.clock,
    failpoint: options.failpoint,
    read: (work) => runReading(work(reading)),
    write: (work) => queue.run(() => runTransaction(writer, { dialect: sqliteDialect, work })),
    close: async () => {
      await queue.run(() => writer.$disconnect())
      await reader.$disconnect()
      await unlock()
    },
  }
}
