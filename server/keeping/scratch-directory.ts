import { readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '#protocol'
import { prepareDataDirectory } from '../db/connection/data-directory.ts'
import { lockDataDirectory } from '../db/sqlite/directory-lock.ts'

const NAME = 'rehearsal'
const LOCK = /^aoi\.lock/

/** `remove` deletes the directory with everything in it. */
export type ScratchDirectory = { path: string; remove: () => Promise<void> }

/**
 * Makes the scratch directory of a rehearsal in the data directory, and takes its lock. A killed rehearsal may have left
 * files there, which are removed. Rejects with one sentence if another rehearsal runs.
 */
export async function openScratchDirectory(dataDirectory: string): Promise<ScratchDirectory> {
  const path = join(dataDirectory, NAME)
  prepareDataDirectory(path)
  const unlock = await lockDataDirectory(path).catch(() => {
    throw new Error(`another rehearsal runs in ${path}: wait for its end`)
  })
  await empty(path)
  const remove = async () => {
    await empty(path)
    await unlock()
    await rm(path, { recursive: true, force: true })
  }
  return { path, remove }
}

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (!LOCK.test(name)) await rm(join(path, name), { recursive: true, force: true })
}

/** Rejects with one sentence if the disk has no space for so many bytes above the watermark of the server. */
export async function requireSpace(path: string, bytes: number): Promise<void> {
  const needed = bytes + LIMITS.diskFreeBytesMin
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  if (free >= needed) return
  throw new Error(
    `a rehearsal needs ${describeBytes(needed)} of free disk for its copies of the database, and ${path} has ${describeBytes(free)}`,
  )
}

function describeBytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`
}
