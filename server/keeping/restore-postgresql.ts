import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RehearseRequest } from '#protocol/rehearsal.ts'
import { findPath } from '../db/backup/durable-files.ts'
import { keepData } from '../db/backup/keep-data.ts'
import { makeBackup } from '../db/backup/make-backup.ts'
import { DUMP_FILE } from '../db/backup/manifest.ts'
import { restoreDump } from '../db/backup/postgresql-tools.ts'
import { VERSION } from '../open-foundation.ts'
import { systemClock } from '../ops/system-clock.ts'
import { createScratchDatabase, readLive } from './postgresql-copy.ts'
import type { Restored } from './restored.ts'
import { requireSpace } from './scratch-directory.ts'

type Request = RehearseRequest & { databaseUrl: string }

/**
 * Restores a backup of the PostgreSQL database into a scratch database beside it. Makes the backup in the scratch
 * directory if the request names none. The request may also name a dump that `pg_dump` made.
 */
export async function restorePostgresql(scratch: string, request: Request): Promise<Restored> {
  const dataDirectory = join(scratch, 'data')
  await mkdir(dataDirectory, { mode: 0o700 })
  const live = await readLive(request.databaseUrl)
  const path = request.path ?? (await backUp(scratch, request, live.bytes))
  const found = await findPath(path)
  const database = await createScratchDatabase(request.databaseUrl, live.serverId)
  const { variables, report, signal } = request
  const postgresql = { databaseUrl: database.databaseUrl, variables }
  try {
    if (found?.kind === 'file') {
      report('restoring the dump into a scratch database by pg_restore')
      await restoreDump(path, { ...postgresql, signal })
    } else await keepData.restore({ path, dataDirectory, postgresql, replace: false, report, signal })
    const bytes = found?.kind === 'file' ? found.bytes : (await findPath(join(path, DUMP_FILE)))?.bytes
    return { ...database, dataDirectory, bytes: bytes ?? 0 }
  } catch (error) {
    await database.remove()
    throw error
  }
}

async function backUp(scratch: string, request: Request, liveBytes: number): Promise<string> {
  // A dump is compressed, so it is seldom longer than the database.
  await requireSpace(scratch, liveBytes)
  const path = join(scratch, 'backup')
  const { dataDirectory, databaseUrl, variables, report, signal } = request
  const postgresql = { databaseUrl, variables }
  const tools = { clock: systemClock, serverVersion: VERSION }
  await makeBackup({ dataDirectory, postgresql, path, report, signal }, tools)
  return path
}
