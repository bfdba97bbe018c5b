import { join, resolve } from 'node:path'
import type { KeepData, VerifyAnswer, VerifyRequest } from '#protocol/keep-data.ts'
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
import { verifyDatabase } from './verify-database.ts'
import { verifyPostgresql } from './verify-postgresql.ts'

/** Clocks of requests differ a little, and a server may remove a notification while it is verified. */
const MARGIN_MILLISECONDS = 60_000

/** The work of `aoi admin backup`, `restore` and `verify`, in the process of the command. */
export const keepData: KeepData = {
  backUp: async (request) => {
    const made = await makeBackup(request, { clock: systemClock, serverVersion: packageJson.version })
    await noteBackup(resolve(request.dataDirectory), systemClock.now())
    return made
  },
  restore: async (request) =>
    restoreBackup(request, { clock: systemClock, migrations: await listMigrations() }),
  verify,
}

async function verify(request: VerifyRequest): Promise<VerifyAnswer> {
  const { path, dataDirectory, databaseUrl, report, notificationSeconds } = request
  const since = (at: number) => at - notificationSeconds * 1000 + MARGIN_MILLISECONDS
  if (path === undefined && databaseUrl !== undefined) {
    return verifyPostgresql({ databaseUrl, keptSince: since(systemClock.now()), report })
  }
  if (path === undefined) {
    const database = join(resolve(dataDirectory), DATABASE_FILE)
    if ((await findPath(database)) === undefined)
      throw new Error(`${database} is missing: name the data directory with --data-dir or AOI_DATA_DIR`)
    return verifyDatabase({ path: database, mode: 'live', keptSince: since(systemClock.now()), report })
  }
  const { createdAt } = await readBackup(resolve(path), { migrations: await listMigrations(), report })
  const keptSince = since(Date.parse(createdAt))
  return verifyDatabase({ path: join(resolve(path), DATABASE_FILE), mode: 'still', keptSince, report })
}

function listMigrations() {
  return readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
}
