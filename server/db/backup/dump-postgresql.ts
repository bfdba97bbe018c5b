import { join } from 'node:path'
import type { PostgresqlSource } from '#protocol/keep-data.ts'
import type { ReadSnapshot } from '../audit/verify-audit.ts'
import { createPrivateFile } from '../connection/data-directory.ts'
import type { DatabaseDescription } from './describe-database.ts'
import { syncFile } from './durable-files.ts'
import { DUMP_FILE } from './manifest.ts'
import { dump, SCHEMA } from './postgresql-tools.ts'
import { readSnapshot } from './read-snapshot.ts'

type Dumping = PostgresqlSource & { signal: AbortSignal }

/**
 * Dumps a PostgreSQL database into the directory, while servers use it. The description is of the same snapshot as the
 * dump. Rejects with one sentence.
 */
export async function dumpPostgresql(directory: string, tools: Dumping): Promise<DatabaseDescription> {
  const path = join(directory, DUMP_FILE)
  createPrivateFile(path)
  return readSnapshot(tools.databaseUrl, async (read) => {
    const description = await describePostgresql(read)
    const [exported] = await read('SELECT pg_export_snapshot()')
    await dump(path, { ...tools, snapshot: String(exported?.[0]) })
    await syncFile(path)
    return description
  })
}

/** Reads the identity, the migrations and the counts. Throws one sentence for a database that is none of a server. */
export async function describePostgresql(read: ReadSnapshot): Promise<DatabaseDescription> {
  const tables = await listTables(read)
  if (!tables.includes('Realm') || !tables.includes('_prisma_migrations'))
    throw new Error('the database at DATABASE_URL is not one of an AOI Server: it lacks its tables')
  const [realm] = await read(
    'SELECT "serverId", "epoch", "authVerifier" FROM "Realm" WHERE "serverId" IS NOT NULL',
  )
  if (realm === undefined)
    throw new Error('the database at DATABASE_URL has no server identity: start the server on it once')
  const [serverId, epoch, authVerifier] = realm
  const migrations = await read(
    'SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1',
  )
  const counts = tables.map((table) => `SELECT '${table}', count(*)::text FROM "${table}"`)
  return {
    ...{ serverId: String(serverId), epoch: String(epoch) },
    authVerifier: authVerifier === null ? undefined : String(authVerifier),
    migrations: migrations.map(([name, checksum, finished]) => ({
      ...{ name: String(name), checksum: String(checksum), finished: finished === true },
    })),
    rows: Object.fromEntries(
      (await read(counts.join(' UNION ALL '))).map(([table, rows]) => [String(table), Number(rows)]),
    ),
  }
}

/** Returns the names of the tables in the server's schema. */
export async function listTables(read: ReadSnapshot): Promise<string[]> {
  const rows = await read(`SELECT tablename::text FROM pg_tables WHERE schemaname = '${SCHEMA}' ORDER BY 1`)
  return rows.map(([name]) => String(name))
}
