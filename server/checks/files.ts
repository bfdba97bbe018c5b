import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '#protocol'
import type { Finding, Installation } from './check.ts'

const OF_OTHERS = 0o077
const PRIVATE_FILES = ['aoi.db', 'aoi.db-wal', 'auth-secret']
/** Eight times the watermark, as the alert `AoiDiskLow` has it. */
const DISK_FREE_BYTES = 8 * LIMITS.diskFreeBytesMin
const OPEN_FILES = 4096
const LIMITS_FILE = '/proc/self/limits'

/** Finds files that others may read, a disk that is nearly full, and a process that may open few files. */
export async function findFileFaults({ env }: Installation): Promise<Finding[]> {
  const { dataDirectory } = env
  const limits = await readFile(LIMITS_FILE, 'utf8').catch(() => '')
  return [
    ...(await findOpenFiles(dataDirectory)),
    ...(await findLowDisk(dataDirectory)),
    ...findFewOpenFiles(limits),
  ]
}

async function findOpenFiles(dataDirectory: string): Promise<Finding[]> {
  if (process.platform === 'win32') return []
  const open: string[] = []
  for (const name of PRIVATE_FILES) if (await isOpen(join(dataDirectory, name))) open.push(name)
  return [
    ...((await isOpen(dataDirectory)) ? [{ code: 'openDirectory' as const, detail: dataDirectory }] : []),
    ...(open.length > 0 ? [{ code: 'openFile' as const, detail: open.join(', ') }] : []),
  ]
}

async function isOpen(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && (found.mode & OF_OTHERS) !== 0
}

async function findLowDisk(dataDirectory: string): Promise<Finding[]> {
  const disk = await statfs(dataDirectory).catch(() => undefined)
  if (disk === undefined) return []
  const free = disk.bavail * disk.bsize
  return free < DISK_FREE_BYTES ? [{ code: 'diskLow', detail: `${Math.floor(free / 1_000_000)} MB` }] : []
}

/** Reads the text of Linux's `/proc/self/limits`. Elsewhere there is none. */
export function findFewOpenFiles(limits: string): Finding[] {
  const [, files] = /^Max open files\s+(\d+)/m.exec(limits) ?? []
  return files !== undefined && Number(files) < OPEN_FILES ? [{ code: 'fewOpenFiles', detail: files }] : []
}
