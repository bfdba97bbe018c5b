import { join, resolve } from 'node:path'
import type { RehearseRequest } from '#protocol/rehearsal.ts'
import { findPath } from '../db/backup/durable-files.ts'
import { keepData } from '../db/backup/keep-data.ts'
import { makeBackup } from '../db/backup/make-backup.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { VERSION } from '../open-foundation.ts'
import { systemClock } from '../ops/system-clock.ts'
import type { Restored } from './restored.ts'
import { requireSpace } from './scratch-directory.ts'

/** The backup and the restored database. */
const COPIES = 2

/** Restores a backup of the embedded database into the scratch directory. Makes one if the request names none. */
export async function restoreEmbedded(scratch: string, request: RehearseRequest): Promise<Restored> {
  const { report, signal } = request
  const dataDirectory = join(scratch, 'data')
  const { path, bytes } = await findBackup(scratch, request)
  await keepData.restore({ path, dataDirectory, replace: false, report, signal })
  return { bytes, dataDirectory, remove: async () => undefined }
}

async function findBackup(
  scratch: string,
  { path: given, dataDirectory, report, signal }: RehearseRequest,
): Promise<{ path: string; bytes: number }> {
  if (given !== undefined) {
    // A missing file is a fault of the backup, which the restore names.
    const bytes = (await findPath(join(given, DATABASE_FILE)))?.bytes ?? 0
    await requireSpace(scratch, bytes)
    return { path: resolve(given), bytes }
  }
  const source = join(dataDirectory, DATABASE_FILE)
  const sizes = [await findPath(source), await findPath(`${source}-wal`)].map((found) => found?.bytes ?? 0)
  await requireSpace(scratch, COPIES * sizes.reduce((sum, bytes) => sum + bytes, 0))
  const path = join(scratch, 'backup')
  const tools = { clock: systemClock, serverVersion: VERSION }
  const { bytes } = await makeBackup({ dataDirectory, path, report, signal }, tools)
  return { path, bytes }
}
