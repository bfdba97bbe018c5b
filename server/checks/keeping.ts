import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findLastBackup } from '../ops/last-backup.ts'
import { findRehearsal } from '../ops/rehearsals.ts'
import type { Finding, Installation } from './check.ts'

const DAY_MILLISECONDS = 86_400_000
const BACKUP_DAYS = 7
const REHEARSAL_DAYS = 30

/** Finds a missing, old or failed backup or rehearsal. PostgreSQL has backups of its own. */
export async function findKeepingFaults({ env, clock }: Installation): Promise<Finding[]> {
  const { dataDirectory, databaseUrl } = env
  const rehearsal = await findRehearsal(dataDirectory)
  const failed: Finding[] =
    rehearsal?.reason === undefined ? [] : [{ code: 'rehearsalFailed', detail: rehearsal.reason }]
  const installedAt = await findStart(dataDirectory)
  if (databaseUrl !== undefined || installedAt === undefined) return failed
  const isOld = (at: number, days: number) => clock.now() - at > days * DAY_MILLISECONDS
  const backup = await findLastBackup(dataDirectory)
  const rehearsedAt = rehearsal?.succeededAt
  return [
    ...failed,
    ...(isOld(backup ?? installedAt, BACKUP_DAYS) ? [{ code: 'noBackup' as const, ...since(backup) }] : []),
    ...(isOld(rehearsedAt === undefined ? installedAt : Date.parse(rehearsedAt), REHEARSAL_DAYS)
      ? [{ code: 'noRehearsal' as const, ...(rehearsedAt === undefined ? {} : { detail: rehearsedAt }) }]
      : []),
  ]
}

function since(at: number | undefined): { detail?: string } {
  return at === undefined ? {} : { detail: new Date(at).toISOString() }
}

/** The first start made the lock, which is never replaced. */
async function findStart(dataDirectory: string): Promise<number | undefined> {
  const found = await stat(join(dataDirectory, 'aoi.lock')).catch(() => undefined)
  return found === undefined ? undefined : Math.min(found.birthtimeMs || found.mtimeMs, found.mtimeMs)
}
