import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncDirectory } from '../connection/data-directory.ts'

/** The file of a data directory whose embedded database was moved to PostgreSQL. */
export const MOVED_FILE = 'moved-to-postgresql'

/** Notes that PostgreSQL has the database now. */
export async function markMoved(dataDirectory: string, at: number): Promise<void> {
  await writeFile(join(dataDirectory, MOVED_FILE), `${new Date(at).toISOString()}\n`, { mode: 0o600 })
  syncDirectory(dataDirectory)
}

/**
 * Throws one sentence if the database was moved. Two servers with one identity would give the same sequence numbers to
 * different notifications.
 */
export function refuseMoved(dataDirectory: string): void {
  const mark = join(dataDirectory, MOVED_FILE)
  if (!existsSync(mark)) return
  throw new Error(
    `the database of ${dataDirectory} was moved to PostgreSQL: set DATABASE_URL. To go back to the embedded database as it was then, remove ${mark}`,
  )
}
