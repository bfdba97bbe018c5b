import { fingerprint } from '#protocol/fingerprint.ts'
import { statement } from '../db/connection/single-connection.ts'
import { withPostgresql } from '../db/postgresql/with-postgresql.ts'

const NOT_PERMITTED = '42501'

/** Reads the size and the identity of the live database. */
export async function readLive(databaseUrl: string): Promise<{ bytes: number; serverId: string }> {
  const [row] = await query(
    databaseUrl,
    'SELECT pg_database_size(current_database())::text, "serverId" FROM "Realm" WHERE "id" = 1',
  )
  if (row === undefined) throw new Error('the database at DATABASE_URL is not one of an AOI Server')
  return { bytes: Number(row[0]), serverId: String(row[1]) }
}

/** A database beside the live one. `remove` drops it. */
export type ScratchDatabase = { databaseUrl: string; remove: () => Promise<void> }

/**
 * Makes an empty database beside the one at the URL. Its name belongs to the server, so that the next rehearsal drops
 * the one that a killed rehearsal left. Rejects with one sentence if the role may not create databases.
 */
export async function createScratchDatabase(liveUrl: string, serverId: string): Promise<ScratchDatabase> {
  const name = `aoi_rehearsal_${fingerprint(serverId)}`
  const drop = `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`
  try {
    await execute(liveUrl, drop)
    await execute(liveUrl, `CREATE DATABASE ${name} TEMPLATE template0`)
  } catch (error) {
    if (!JSON.stringify(describeError(error)).includes(NOT_PERMITTED)) throw error
    throw new Error(
      'the role in DATABASE_URL may not create a scratch database: grant it CREATEDB (ALTER ROLE … CREATEDB), or rehearse with a URL whose role may',
    )
  }
  const url = new URL(liveUrl)
  url.pathname = `/${name}`
  return { databaseUrl: url.href, remove: () => execute(liveUrl, drop) }
}

async function execute(databaseUrl: string, sql: string): Promise<void> {
  await query(databaseUrl, sql)
}

function query(databaseUrl: string, sql: string): Promise<unknown[][]> {
  return withPostgresql(databaseUrl, async (adapter) => (await adapter.queryRaw(statement(sql))).rows)
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return { ...error, message: error.message, cause: describeError(error.cause) }
}
