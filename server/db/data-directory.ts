import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Makes the directory for the owner alone, durably, or makes an existing one so. */
export function preparePrivateDirectory(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (first === undefined) return
  const above = dirname(resolve(first))
  for (let directory = dirname(resolve(path)); directory.startsWith(above); directory = dirname(directory)) {
    syncDirectory(directory)
    if (directory === above) return
  }
}

/** Keeps the names in a directory across a power cut; Windows has no such call and needs none. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const directory = openSync(path, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/**
 * Makes an empty file for the owner alone, or makes an existing one so. An existing file is not opened: closing any
 * descriptor of a file drops the locks that this process holds on it (POSIX), SQLite's among them.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  chmodSync(path, 0o600)
}
