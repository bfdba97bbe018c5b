import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RehearseRequest } from '#protocol/rehearsal.ts'
import { findPath } from '../db/backup/durable-files.ts'
import { createScratchDatabase, dump, readLive, restoreDump } from './postgresql-copy.ts'
import type { Restored } from './restored.ts'
import { requireSpace } from './scratch-directory.ts'

/**
 * Dumps the PostgreSQL database into the scratch directory, and restores the dump into a scratch database beside it. A
 * dump that the operator made may take the place of a new one.
 */
export async function restorePostgresql(
  scratch: string,
  { path: given, databaseUrl, variables, report, signal }: RehearseRequest & { databaseUrl: string },
): Promise<Restored> {
  const dataDirectory = join(scratch, 'data')
  await mkdir(dataDirectory, { mode: 0o700 })
  const tools = { databaseUrl, variables, signal }
  const live = await readLive(databaseUrl)
  const path = given ?? join(scratch, 'backup.dump')
  if (given === undefined) {
    // A dump is compressed, so it is seldom longer than the database.
    await requireSpace(scratch, live.bytes)
    report('dumping the database by pg_dump')
    await dump(path, tools)
  }
  report('restoring it into a scratch database by pg_restore')
  const database = await createScratchDatabase(databaseUrl, live.serverId)
  try {
    await restoreDump(path, { ...tools, databaseUrl: database.databaseUrl })
    return { ...database, dataDirectory, bytes: (await findPath(path))?.bytes ?? 0 }
  } catch (error) {
    await database.remove()
    throw error
  }
}
