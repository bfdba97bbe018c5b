import { statSync } from 'node:fs'
import { DatabaseUnavailable } from '../connection/database-errors.ts'

/**
 * The file of the embedded database, as it was when it was opened. SQLite goes on writing to a file that was removed,
 * renamed or replaced, and everything that it confirms there is lost with the process.
 */
export class SqliteFile {
  readonly path: string
  #identity: string

  constructor(path: string) {
    this.path = path
    this.#identity = identify(path) ?? ''
  }

  /** Throws `unavailable` unless the opened file is still at its path. */
  require(): void {
    const identity = identify(this.path)
    if (identity === this.#identity) return
    const reason =
      identity === undefined
        ? 'the database file is missing from the data directory'
        : 'the database file was replaced while the server runs: stop the server before you restore a backup'
    throw new DatabaseUnavailable({ reason, needsConnections: true })
  }
}

function identify(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.dev}:${found.ino}`
}
