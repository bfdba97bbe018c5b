import { randomUUID } from 'node:crypto'
import { OTHER_SERVER, READ_ONLY_STATE } from '../connection/database-errors.ts'
import type { RealmMemory } from '../connection/realm-memory.ts'

const CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5000

/** A connection of the driver. */
export type PostgresqlClient = {
  query(query: string | { name?: string; text: string; values?: unknown[] }): Promise<{
    rows: Record<string, unknown>[]
  }>
}

/** Sets `synchronous_commit` for each connection, because the server's own setting may promise less than a 201 does. */
export function poolConfig(databaseUrl: string) {
  return {
    connectionString: databaseUrl,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'aoi-server',
    options: '-c synchronous_commit=on -c TimeZone=UTC',
  }
}

/**
 * Verifies a new connection before its first statement. The address may lead to a standby that lags behind, to another
 * server's database, or to an older state of this one.
 */
export async function verifyConnection(client: PostgresqlClient, memory: RealmMemory): Promise<void> {
  const { rows } = await client.query(
    `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "readOnly"`,
  )
  if (rows[0]?.readOnly === true) throw refusal(READ_ONLY_STATE)
  if (memory.serverId !== undefined) await verifyRealm(client, memory)
}

async function verifyRealm(client: PostgresqlClient, memory: RealmMemory): Promise<void> {
  const { rows } = await client.query('SELECT "serverId", "epoch", "checks" FROM "Realm" WHERE "id" = 1')
  const [realm] = rows
  if (realm?.serverId !== memory.serverId) throw refusal(OTHER_SERVER)
  if (Number(realm?.checks) < memory.checks) await beginIncarnation(client, memory)
}

/**
 * Begins a new epoch, because the database has gone back in time, as after a failover that lost commits. It will give
 * seqs again that AOI Clients have seen, and only the epoch tells them apart. If several connections and nodes notice
 * this, one of them begins the epoch.
 */
async function beginIncarnation(client: PostgresqlClient, memory: RealmMemory): Promise<void> {
  await client.query({
    text: `UPDATE "Realm" SET "epoch" = $1, "checks" = $2 WHERE "id" = 1 AND "checks" < $2`,
    values: [randomUUID(), memory.checks],
  })
  const { rows } = await client.query('SELECT "epoch" FROM "Realm" WHERE "id" = 1')
  memory.epoch = String(rows[0]?.epoch)
}

/** Makes an error in the shape of PostgreSQL's own, because the driver passes on no other. */
function refusal(code: string): Error {
  return Object.assign(new Error('the connection is rejected'), { code, severity: 'FATAL' })
}
