import { join, resolve } from 'node:path'
import type { Rehearse, RehearseAnswer, RehearseRequest } from '#protocol/rehearsal.ts'
import { findPath } from '../db/backup/durable-files.ts'
import { keepData } from '../db/backup/keep-data.ts'
import { makeBackup } from '../db/backup/make-backup.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { VERSION } from '../open-foundation.ts'
import { systemClock } from '../ops/system-clock.ts'
import { chooseReplay } from './choose-replay.ts'
import { writeResult } from './result-file.ts'
import { openScratchDirectory, requireSpace } from './scratch-directory.ts'
import { startScratchServer } from './scratch-server.ts'

/** The backup and the restored database. */
const COPIES = 2

/**
 * Rehearses a restore: makes a backup, restores it into a scratch directory, verifies it, and lets the caller replay it
 * from a server there. The live database is only read.
 */
export const rehearse: Rehearse = async (request) => {
  const dataDirectory = resolve(request.dataDirectory)
  const startedAt = systemClock.now()
  const since = systemClock.monotonic()
  const scratch = await openScratchDirectory(dataDirectory)
  const end = (reason?: string) => {
    const milliseconds = Math.round(systemClock.monotonic() - since)
    return writeResult(dataDirectory, { startedAt, milliseconds, reason }).then(() => milliseconds)
  }
  try {
    const found = await rehearseIn(scratch.path, { ...request, dataDirectory })
    return { ...found, milliseconds: await end() }
  } catch (error) {
    // A rehearsal that its operator stopped says nothing about backups.
    if (!request.signal.aborted) await end(error instanceof Error ? error.message : String(error))
    throw error
  } finally {
    await scratch.remove()
  }
}

async function rehearseIn(
  scratch: string,
  request: RehearseRequest,
): Promise<Omit<RehearseAnswer, 'milliseconds'>> {
  const { report, signal, notificationSeconds } = request
  const restored = join(scratch, 'data')
  const { path, bytes } = await findBackup(scratch, request)
  await keepData.restore({ path, dataDirectory: restored, replace: false, report })
  signal.throwIfAborted()
  const { checks, faults } = await keepData.verify({ dataDirectory: restored, notificationSeconds, report })
  const [fault] = faults
  if (fault !== undefined)
    throw new Error(`the restored database has a fault: ${fault.detail} (broken: ${fault.check})`)
  signal.throwIfAborted()
  const { serverId, aoiClients } = await chooseReplay(restored)
  report('starting a server on the restored database')
  const server = await startScratchServer(restored)
  try {
    report(`replaying it to ${aoiClients.length + 1} AOI Clients`)
    const { serverUrl, key, failed } = server
    const replayed = request.replay({ serverUrl, serverId, key, aoiClients })
    const notifications = await Promise.race([replayed, failed])
    return { bytes, checks, aoiClients: aoiClients.length, notifications }
  } finally {
    await server.stop()
  }
}

/** Returns the backup to restore. Makes one if the request names none. */
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
