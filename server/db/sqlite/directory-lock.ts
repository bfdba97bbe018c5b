import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { createPrivateFile } from '../connection/data-directory.ts'
import { statement } from '../connection/single-connection.ts'

/**
 * Locks the data directory for this process. The lock is an exclusive transaction on an empty SQLite file. The
 * operating system releases it whenever the process ends, unlike a file with a process id. Returns a function that
 * releases the lock. Throws one sentence if another server holds it.
 */
export async function lockDataDirectory(dataDirectory: string): Promise<() => Promise<void>> {
  const path = join(dataDirectory, 'aoi.lock')
  createPrivateFile(path)
  const adapter = await new PrismaLibSql({ url: pathToFileURL(path).href }).connect()
  try {
    await adapter.executeRaw(statement('BEGIN EXCLUSIVE'))
  } catch {
    await adapter.dispose()
    // Omits the cause, SQLite's "locked": the server would take it for the state of the database, which is another
    // file.
    throw new Error(
      `Another AOI Server is running on the data directory ${dataDirectory}: stop it, or set AOI_DATA_DIR to another directory.`,
    )
  }
  return async () => {
    await adapter.executeRaw(statement('ROLLBACK'))
    await adapter.dispose()
  }
}
