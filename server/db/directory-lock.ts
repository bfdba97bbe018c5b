import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { createPrivateFile } from './data-directory.ts'
import { statement } from './single-connection.ts'

/**
 * Takes the data directory for this process. The lock is an exclusive transaction on an empty SQLite file: the
 * operating system releases it with the process, however that ends, which a file with a process id does not do.
 * Answers how to release it. Throws one sentence when another server has it.
 */
export async function lockDataDirectory(dataDirectory: string): Promise<() => Promise<void>> {
  const path = join(dataDirectory, 'aoi.lock')
  createPrivateFile(path)
  const adapter = await new PrismaLibSql({ url: pathToFileURL(path).href }).connect()
  try {
    await adapter.executeRaw(statement('BEGIN EXCLUSIVE'))
  } catch {
    await adapter.dispose()
    // Without the cause, "locked": what reads it there would tell of the database, which this file is not.
    throw new Error(
      `Another AOI Server is running on the data directory ${dataDirectory}: stop it, or set AOI_DATA_DIR to another directory.`,
    )
  }
  return async () => {
    await adapter.executeRaw(statement('ROLLBACK'))
    await adapter.dispose()
  }
}
