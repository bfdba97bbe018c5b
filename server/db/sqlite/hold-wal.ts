import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'

/**
 * Keeps the WAL of a database file in place until the returned function is called: SQLite moves it into the file when
 * the last connection closes, and a connection that only reads is never the one that does so. Without its WAL, a database
 * that a crash left counts as a restored one at the next start.
 */
export function holdWal(path: string): () => void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return () => {}
  const connection = new Database(`${pathToFileURL(path).href}?mode=ro`)
  try {
    // The first read opens the WAL.
    connection.prepare('SELECT count(*) FROM sqlite_schema').get([])
  } catch {
    // The server says at its own first read what is wrong with the file.
  }
  return () => connection.close()
}
