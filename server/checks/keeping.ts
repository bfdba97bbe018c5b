import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findLastBackup } from '../ops/last-backup.ts'
import { findRehearsal } from '../ops/rehearsals.ts'
import type { Finding, Installation } from './check.ts'

const DAY_MILLISECONDS = 86_400_000
const BACKUP_DAYS = 7
const REHEARSAL_DAYS = 30

/**
 * Finds a missing, old or failed backup or rehearsal. PostgreSQL usually has backups of its own, so its own count only
 * once the command has made one.
 */
export async function findKeepingFaults({ env, clock }: Installation): Promise<Finding[]> {
  const { dataDirectory, databaseUrl } = env
  const rehearsal = await findRehearsal(dataDirectory)
  const failed: Finding[] =
    rehearsal?.reason === undefined ? [] : [{ code: 'rehearsalFailed', detail: rehearsal.reason }]
  const backup = await findLastBackup(dataDirectory)
  const since = databaseUrl === undefined ? await findStart(dataDirectory) : backup
  if (since === undefined) return failed
  const isOld = (at: number, days: number) => clock.now() - at > days * DAY_MILLISECONDS
  const rehearsedAt = rehearsal?.succeededAt
  return [
    ...failed,
    ...(isOld(backup ?? since, BACKUP_DAYS) ? [{ code: 'noBackup' as const, ...detailOf(backup) }] : []),
    ...(isOld(rehearsedAt === undefined ? since : Date.parse(rehearsedAt), REHEARSAL_DAYS)
      ? [{ code: 'noRehearsal' as const, ...(rehearsedAt === undefined ? {} : { detail: rehearsedAt }) }]
      : []),
  ]
}

function detailOf(at: number | undefined): { detail?: string } {
  return at === undefined ? {} : { detail: new Date(at).toISOString() }
}

/** The first start made the lock, which is never replaced. */
async function findStart(dataDirectory: string): Promise<number | undefined> {
  const found = await stat(join(dataDirectory, 'aoi.lock')).catch(() => undefined)
  return found === undefined ? undefined : Math.min(found.birthtimeMs || found.mtimeMs, found.mtimeMs)
}
