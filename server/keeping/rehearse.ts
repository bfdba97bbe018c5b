import { join, resolve } from 'node:path'
import type { Rehearse, RehearseAnswer, RehearseRequest } from '#protocol/rehearsal.ts'
import { findPath } from '../db/backup/durable-files.ts'
import { keepData } from '../db/backup/keep-data.ts'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { systemClock } from '../ops/system-clock.ts'
import { chooseReplay } from './choose-replay.ts'
import { restoreEmbedded } from './restore-embedded.ts'
import { restorePostgresql } from './restore-postgresql.ts'
import type { Restored } from './restored.ts'
import { writeResult } from './result-file.ts'
import { openScratchDirectory } from './scratch-directory.ts'
import { startScratchServer } from './scratch-server.ts'

/**
 * Rehearses a restore: makes a backup, restores it into a scratch directory, verifies it, and lets the caller replay it
 * from a server there. The live database is only read.
 */
export const rehearse: Rehearse = async (request) => {
  const dataDirectory = resolve(request.dataDirectory)
  const startedAt = systemClock.now()
  const since = systemClock.monotonic()
  if (request.path === undefined && request.databaseUrl === undefined) await requireDatabase(dataDirectory)
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

/** Nothing is made in a directory that was named by mistake. */
async function requireDatabase(dataDirectory: string): Promise<void> {
  const path = join(dataDirectory, DATABASE_FILE)
  if ((await findPath(path)) === undefined)
    throw new Error(`${path} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
}

async function rehearseIn(
  scratch: string,
  request: RehearseRequest,
): Promise<Omit<RehearseAnswer, 'milliseconds'>> {
  const { databaseUrl } = request
  const restored =
    databaseUrl === undefined
      ? await restoreEmbedded(scratch, request)
      : await restorePostgresql(scratch, { ...request, databaseUrl })
  try {
    request.signal.throwIfAborted()
    const checks = await verify(restored, request)
    request.signal.throwIfAborted()
    return { bytes: restored.bytes, checks, ...(await replay(restored, request)) }
  } finally {
    await restored.remove()
  }
}

/** Returns the number of checks that found no fault. */
async function verify(
  { dataDirectory, databaseUrl }: Restored,
  { report, notificationSeconds }: RehearseRequest,
): Promise<number> {
  const { checks, faults } = await keepData.verify({
    ...{ dataDirectory, report, notificationSeconds },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  })
  const [fault] = faults
  if (fault !== undefined)
    throw new Error(`the restored database has a fault: ${fault.detail} (broken: ${fault.check})`)
  return checks
}

async function replay(
  restored: Restored,
  request: RehearseRequest,
): Promise<Pick<RehearseAnswer, 'aoiClients' | 'notifications'>> {
  const { report, variables } = request
  const { serverId, aoiClients } = await chooseReplay(restored)
  report('starting a server on the restored database')
  const { serverUrl, key, failed, stop } = await startScratchServer(restored, variables.AOI_AUTH_SECRET)
  try {
    report(`replaying it to ${aoiClients.length + 1} AOI Clients`)
    const replayed = request.replay({ serverUrl, serverId, key, aoiClients })
    return { aoiClients: aoiClients.length, notifications: await Promise.race([replayed, failed]) }
  } finally {
    await stop()
  }
}
