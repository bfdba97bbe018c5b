import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { chmod, copyFile, lstat, open } from 'node:fs/promises'
import { codeOf } from '#protocol/code-of.ts'

export type FileSum = { bytes: number; sha256: string }

/** Returns the size and the SHA-256 of a file, without holding it in memory. */
export async function sumFile(path: string): Promise<FileSum> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Copies a file for the owner alone (0600), durably. Rejects if `to` exists. */
export async function copyDurably(from: string, to: string): Promise<void> {
  const { COPYFILE_EXCL, COPYFILE_FICLONE } = constants
  await copyFile(from, to, COPYFILE_EXCL | COPYFILE_FICLONE)
  await chmod(to, 0o600)
  await syncFile(to)
}

/** Writes a new file for the owner alone (0600), durably. Rejects if it exists. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Waits until the content of a file is on disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns the kind and size of a path, without following a symbolic link; `undefined` if nothing is there. */
export async function findPath(
  path: string,
): Promise<{ kind: 'file' | 'directory' | 'other'; bytes: number } | undefined> {
  try {
    const found = await lstat(path)
    const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other'
    return { kind, bytes: found.size }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
