import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The file of the data directory with the time of the last backup. */
const BACKUP_FILE = 'last-backup'

/** Returns when `aoi admin backup` last made a backup of this data directory (Unix ms). */
export async function findLastBackup(dataDirectory: string): Promise<number | undefined> {
  const text = await readFile(join(dataDirectory, BACKUP_FILE), 'utf8').catch(() => '')
  return Date.parse(text.trim()) || undefined
}

/** Notes a backup for the overview, the metrics and the doctor. */
export async function noteBackup(dataDirectory: string, at: number): Promise<void> {
  await writeFile(join(dataDirectory, BACKUP_FILE), `${new Date(at).toISOString()}\n`, { mode: 0o600 })
}
