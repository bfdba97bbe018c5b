import type { AppliedMigration } from '../connection/migrations.ts'
import { type OfflineConnection, withConnection } from './offline-connection.ts'

/** The elements of a database that its manifest repeats. */
export type DatabaseDescription = {
  serverId: string
  epoch: string
  /** See `server/core/operators/auth-verifier.ts`; undefined if no secret was used yet. */
  authVerifier: string | undefined
  migrations: AppliedMigration[]
  /** The rows of each table. */
  rows: Record<string, number>
}

/**
 * Describes the database of a file that nothing changes; `live` reads its WAL as well. If SQLite finds the file damaged, throws the sentence that
 * `describeDamage` makes of the first fault.
 */
export function describeSoundDatabase(
  path: string,
  describeDamage: (fault: string) => string,
  mode: 'still' | 'live' = 'still',
): Promise<DatabaseDescription> {
  return withConnection({ path, mode }, (connection) => {
    const [fault] = findCorruption(connection)
    if (fault !== undefined) throw new Error(describeDamage(fault))
    return describeDatabase(connection)
  })
}

/** Reads the identity, the migrations and the counts. Throws one sentence for a file that is no database of a server. */
function describeDatabase(connection: OfflineConnection): DatabaseDescription {
  const tables = connection
    .all(
      `SELECT "name" FROM sqlite_schema WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1`,
    )
    .map(({ name }) => String(name))
  if (!tables.includes('Realm') || !tables.includes('_prisma_migrations'))
    throw new Error('the database is not one of an AOI Server: it lacks its tables')
  const [realm] = connection.all(
    'SELECT "serverId", "epoch", "authVerifier" FROM "Realm" WHERE "serverId" IS NOT NULL',
  )
  if (realm === undefined) throw new Error('the database has no server identity: start the server on it once')
  const rows = tables.map((table) => [
    table,
    Number(connection.all(`SELECT count(*) AS "rows" FROM "${table}"`)[0]?.rows),
  ])
  return {
    serverId: String(realm.serverId),
    epoch: String(realm.epoch),
    authVerifier: realm.authVerifier === null ? undefined : String(realm.authVerifier),
    migrations: readMigrationsOf(connection),
    rows: Object.fromEntries(rows),
  }
}

function readMigrationsOf(connection: OfflineConnection): AppliedMigration[] {
  return connection
    .all(
      'SELECT "migration_name", "checksum", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL ORDER BY 1',
    )
    .map((row) => ({
      name: String(row.migration_name),
      checksum: String(row.checksum),
      finished: row.finished_at !== null,
    }))
}

const FAULTS_NAMED = 20

/** Returns the first faults that SQLite finds in the file. It also reads pages that no statement of ours reads. */
export function findCorruption(connection: OfflineConnection): string[] {
  try {
    const rows = connection.all(`PRAGMA integrity_check(${FAULTS_NAMED})`)
    return rows.map((row) => String(Object.values(row)[0])).filter((text) => text !== 'ok')
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}
