import { join, resolve } from 'node:path'
import type {
  KeepData,
  VerifyAnswer,
  VerifyAuditAnswer,
  VerifyAuditRequest,
  VerifyRequest,
} from '#protocol/keep-data.ts'
import { noteBackup } from '#server/ops/last-backup.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { DATABASE_FILE } from '../connection/data-directory.ts'
import { readMigrations } from '../connection/migrations.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { findPath } from './durable-files.ts'
import { makeBackup } from './make-backup.ts'
import { readBackup } from './read-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { restoreDumpBackup } from './restore-dump-backup.ts'
import { verifyAuditOf, verifyDatabase } from './verify-database.ts'
import { verifyPostgresql, verifyPostgresqlAudit } from './verify-postgresql.ts'

/** Clocks of requests differ a little, and a server may remove a notification while it is verified. */
const MARGIN_MILLISECONDS = 60_000

/** The work of `aoi admin backup`, `restore` and `verify`, in the process of the command. */
export const keepData: KeepData = {
  backUp: async (request) => {
    const made = await makeBackup(request, { clock: systemClock, serverVersion: packageJson.version })
    const dataDirectory = resolve(request.dataDirectory)
    // A PostgreSQL database may be backed up on a machine without a data directory.
    if ((await findPath(dataDirectory)) !== undefined) await noteBackup(dataDirectory, systemClock.now())
    return made
  },
  restore: async ({ postgresql, ...request }) => {
    const tools = { clock: systemClock, migrations: await listMigrations() }
    return postgresql === undefined
      ? restoreBackup(request, tools)
      : restoreDumpBackup({ ...request, ...postgresql }, tools)
  },
  verify,
  verifyAudit,
}

async function verify(request: VerifyRequest): Promise<VerifyAnswer> {
  const { report, notificationSeconds } = request
  const since = (at: number) => at - notificationSeconds * 1000 + MARGIN_MILLISECONDS
  const source = await findSource(request)
  if ('dump' in source) {
    report(`only \`aoi admin rehearse ${source.dump}\` checks the rows of a dump`)
    return { checks: 1, faults: [] }
  }
  const keptSince = since(source.at)
  return 'databaseUrl' in source
    ? verifyPostgresql({ databaseUrl: source.databaseUrl, keptSince, report })
    : verifyDatabase({ path: source.path, mode: source.mode, keptSince, report })
}

async function verifyAudit({ known, ...request }: VerifyAuditRequest): Promise<VerifyAuditAnswer> {
  const source = await findSource(request)
  if ('dump' in source) throw new Error(`${source.dump} is a dump: restore it, and verify the database`)
  const check =
    'databaseUrl' in source
      ? await verifyPostgresqlAudit(source.databaseUrl, known)
      : await verifyAuditOf(source, known)
  if (check === undefined)
    throw new Error('the audit has no hash chain: start a server of this version on the database once')
  const { chained, waiting, last, faults } = check
  return { chained, waiting, last, faults }
}

type Source = { at: number } & (
  | { databaseUrl: string }
  | { path: string; mode: 'live' | 'still' }
  | { dump: string }
)

/** Finds the database to verify, and the time of its state (Unix ms). */
async function findSource(request: Omit<VerifyRequest, 'notificationSeconds'>): Promise<Source> {
  const { path, dataDirectory, databaseUrl, report } = request
  const at = systemClock.now()
  if (path === undefined && databaseUrl !== undefined) return { databaseUrl, at }
  if (path === undefined) {
    const database = join(resolve(dataDirectory), DATABASE_FILE)
    if ((await findPath(database)) === undefined)
      throw new Error(`${database} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
    return { path: database, mode: 'live', at }
  }
  const migrations = await listMigrations()
  const { createdAt, format } = await readBackup(resolve(path), { migrations, report })
  const made = Date.parse(createdAt)
  return format === 2
    ? { dump: resolve(path), at: made }
    : { path: join(resolve(path), DATABASE_FILE), mode: 'still', at: made }
}

/** Reads the migrations. Those of PostgreSQL have the same names. */
function listMigrations() {
  return readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
}
