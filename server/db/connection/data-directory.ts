import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { codeOf } from '#protocol/code-of.ts'

/** The name of the embedded database in the data directory. */
export const DATABASE_FILE = 'aoi.db'

const OTHERS_MAY_WRITE = 0o002

/**
 * Makes the data directory for the owner alone, durably. An existing directory is not changed, since it may hold files
 * of others (`AOI_DATA_DIR=/tmp`). Throws a sentence if every user may write there, or if it belongs to another user.
 */
export function prepareDataDirectory(path: string): void {
  try {
    const first = mkdirSync(path, { recursive: true, mode: 0o700 })
    if (first === undefined) refuseUnsafe(path)
    else syncAbove(path, first)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The data directory ${path} (AOI_DATA_DIR) cannot be used: ${reason}`, { cause })
  }
}

function refuseUnsafe(path: string): void {
  if (process.getuid === undefined) return
  const { mode, uid } = statSync(path)
  if ((mode & OTHERS_MAY_WRITE) !== 0)
    throw new Error(
      'every user may write to it: choose a separate directory, or remove that permission (chmod o-w)',
    )
  if (uid !== process.getuid() && uid !== 0)
    throw new Error('it belongs to another user: choose a directory that belongs to the user of the server')
}

function syncAbove(path: string, first: string): void {
  const above = dirname(resolve(first))
  for (let directory = dirname(resolve(path)); directory.startsWith(above); directory = dirname(directory)) {
    syncDirectory(directory)
    if (directory === above) return
  }
}

/** Makes the names in a directory survive a power cut. Windows has no such call and needs none. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const directory = openSync(path, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/**
 * Makes an empty file for the owner alone, or takes the rights of others to an existing file away. It does not open an
 * existing file: closing any descriptor of a file drops the locks that this process holds on it (POSIX), SQLite's among
 * them.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  // Only if needed, because it counts as a change of the file.
  if ((statSync(path).mode & 0o777) !== 0o600) chmodSync(path, 0o600)
}
