import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from '../connection/data-directory.ts'

/** Ends the names of files that a restore has copied into the data directory but not yet put in place. */
export const STAGED = '.restoring'

/**
 * Throws one sentence if a restore was cut off after it moved the former database aside. Otherwise the server would make
 * an empty database there.
 */
export function refuseInterruptedRestore(dataDirectory: string): void {
  const database = join(dataDirectory, DATABASE_FILE)
  if (existsSync(database) || !existsSync(`${database}${STAGED}`)) return
  throw new Error(
    `a restore into ${dataDirectory} did not finish: run \`aoi admin restore\` again, or put the files of a directory \`replaced-…\` back and remove ${DATABASE_FILE}${STAGED}`,
  )
}
