import { randomUUID } from 'node:crypto'
import { OTHER_SERVER, READ_ONLY_STATE } from './database-errors.ts'
import type { RealmMemory } from './realm-memory.ts'

const CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5000

/** What the driver gives for a connection. */
export type PostgresqlClient = {
  query(query: string | { name?: string; text: string; values?: unknown[] }): Promise<{
    rows: Record<string, unknown>[]
  }>
}

/** `synchronous_commit` is set for each connection: the server's own setting may promise less than 201 does. */
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
 * Looks at whatever answers at the database's address before a connection is used: a name may lead to a standby that lags
 * behind, to another server's database, or to this one as it was before.
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
 * The database has gone back in time, as after a failover that lost commits: it will give sequence numbers again that AOI
 * Clients have seen. Of several connections and nodes that find it, one begins the new incarnation.
 */
async function beginIncarnation(client: PostgresqlClient, memory: RealmMemory): Promise<void> {
  await client.query({
    text: `UPDATE "Realm" SET "epoch" = $1, "checks" = $2 WHERE "id" = 1 AND "checks" < $2`,
    values: [randomUUID(), memory.checks],
  })
  const { rows } = await client.query('SELECT "epoch" FROM "Realm" WHERE "id" = 1')
  memory.epoch = String(rows[0]?.epoch)
}

/** In the shape of PostgreSQL's own errors: the driver passes on no other. */
function refusal(code: string): Error {
  return Object.assign(new Error('the connection is not used'), { code, severity: 'FATAL' })
}
