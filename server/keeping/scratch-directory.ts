import { readdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '#protocol'
import { findPath } from '../db/backup/durable-files.ts'
import { DATABASE_FILE, prepareDataDirectory } from '../db/connection/data-directory.ts'
import { lockDataDirectory } from '../db/sqlite/directory-lock.ts'

const NAME = 'rehearsal'
const LOCK = /^aoi\.lock/
/** The backup and the restored copy. */
const COPIES = 2

/** `remove` deletes the directory with everything in it. */
export type ScratchDirectory = { path: string; remove: () => Promise<void> }

/**
 * Makes the scratch directory of a rehearsal in the data directory, and takes its lock. A killed rehearsal may have left
 * files there, which are removed. Rejects with one sentence if another rehearsal runs, or if the disk has no space for
 * two copies of the database.
 */
export async function openScratchDirectory(dataDirectory: string): Promise<ScratchDirectory> {
  const bytes = await measureDatabase(dataDirectory)
  const path = join(dataDirectory, NAME)
  prepareDataDirectory(path)
  const unlock = await lockDataDirectory(path).catch(() => {
    throw new Error(`another rehearsal runs in ${path}: wait for its end`)
  })
  const remove = async () => {
    await empty(path)
    await unlock()
    await rm(path, { recursive: true, force: true })
  }
  try {
    await empty(path)
    await requireSpace(path, COPIES * bytes + LIMITS.diskFreeBytesMin)
  } catch (error) {
    await remove()
    throw error
  }
  return { path, remove }
}

async function measureDatabase(dataDirectory: string): Promise<number> {
  const path = join(dataDirectory, DATABASE_FILE)
  const found = await findPath(path)
  if (found === undefined)
    throw new Error(`${path} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
  return found.bytes + ((await findPath(`${path}-wal`))?.bytes ?? 0)
}

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (!LOCK.test(name)) await rm(join(path, name), { recursive: true, force: true })
}

async function requireSpace(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  if (free >= bytes) return
  throw new Error(
    `a rehearsal needs ${describeBytes(bytes)} of free disk for two copies of the database, and ${path} has ${describeBytes(free)}`,
  )
}

function describeBytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`
}
