import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from '../db/connection/data-directory.ts'
import { readMigrations } from '../db/connection/migrations.ts'
import { findProjectDirectory } from '../db/project-directory.ts'
import type { Finding, Installation } from './check.ts'
import { findSkew } from './clock-skew.ts'
import { type Query, withDatabase } from './with-database.ts'

const SLOW_MILLISECONDS = 250
const MINUTE = 60_000
/** Nodes without Redis depend on it. See "Several nodes" in docs/operations.md. */
const SKEW_MILLISECONDS = 500

/** Finds a database that is away, slow, or of another version, and a database server with another time. */
export async function findDatabaseFaults(installation: Installation): Promise<Finding[]> {
  const { env } = installation
  // Before its first start a server has no database.
  if (env.databaseUrl === undefined && !existsSync(join(env.dataDirectory, DATABASE_FILE))) return []
  try {
    return await withDatabase(env, (query) => examine(query, installation))
  } catch (error) {
    return [{ code: 'databaseAway', detail: error instanceof Error ? error.message : String(error) }]
  }
}

async function examine(query: Query, { env, clock }: Installation): Promise<Finding[]> {
  // The first statement opens the connection.
  await query('SELECT 1')
  const since = clock.monotonic()
  await query('SELECT 1')
  const milliseconds = Math.round(clock.monotonic() - since)
  const versions = await compareMigrations(query, env)
  return [
    ...(milliseconds > SLOW_MILLISECONDS
      ? [{ code: 'databaseSlow' as const, detail: `${milliseconds} ms` }]
      : []),
    ...versions,
    // Another version may have another index.
    ...(versions.length === 0 ? await findTextLag(query, env) : []),
    ...(env.databaseUrl === undefined
      ? []
      : findSkew({
          ...{ other: await readTime(query), now: clock.now() },
          ...{ milliseconds: SKEW_MILLISECONDS, name: 'PostgreSQL' },
        })),
  ]
}

/** Compares the index with the newest notification, not with the present: a server that is stopped indexes nothing. */
async function findTextLag(query: Query, { findings }: Installation['env']): Promise<Finding[]> {
  const [newest] = await query('SELECT max("acceptedAt") AS "at" FROM "Notification"')
  const [waiting] = await query(
    `SELECT n."acceptedAt" AS "at" FROM "Notification" n WHERE (n."acceptedAt", n."id") > (
       (SELECT coalesce(max("acceptedAt"), 0) FROM "TextIndex"), (SELECT coalesce(max("lastId"), '') FROM "TextIndex")
     ) ORDER BY n."acceptedAt", n."id" LIMIT 1`,
  )
  const minutes = waiting === undefined ? 0 : (Number(newest?.at) - Number(waiting.at)) / MINUTE
  return minutes < findings.textIndexMinutes
    ? []
    : [{ code: 'textIndexBehind', detail: `${Math.floor(minutes)} min` }]
}

async function readTime(query: Query): Promise<number> {
  const [row] = await query('SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS "now"')
  return Number(row?.now)
}

async function compareMigrations(query: Query, { databaseUrl }: Installation['env']): Promise<Finding[]> {
  const folder = databaseUrl === undefined ? 'prisma/migrations' : 'prisma/postgresql/migrations'
  const known = (await readMigrations(join(findProjectDirectory(), folder))).map(({ name }) => name)
  const rows = await query(
    'SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
  )
  const applied = rows.map(({ name }) => String(name))
  const newer = applied.filter((name) => !known.includes(name))
  const lacking = known.filter((name) => !applied.includes(name))
  return [
    ...(newer.length > 0 ? [{ code: 'databaseNewer' as const, detail: newer.join(', ') }] : []),
    ...(lacking.length > 0 ? [{ code: 'databaseOlder' as const, detail: lacking.join(', ') }] : []),
  ]
}
