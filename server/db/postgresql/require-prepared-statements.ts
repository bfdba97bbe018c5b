import { randomUUID } from 'node:crypto'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { codeOf } from '#protocol/code-of.ts'
import type { PostgresqlClient } from './postgresql-connection.ts'

type PooledClient = PostgresqlClient & {
  on(event: 'error', listener: () => void): void
  release(destroy: boolean): void
}
type Pool = { connect(): Promise<PooledClient> }

const SENTENCE =
  'A connection pooler without prepared statements stands between the AOI Server and PostgreSQL (DATABASE_URL): use PgBouncer 1.21 or later with max_prepared_statements above 0, or pool_mode = session, or connect without it.'

/**
 * Throws one sentence if two connections share a session of PostgreSQL, as behind a pooler in transaction mode. There a
 * statement that one of them prepared makes the other fail. Under load every statement of the server would fail so.
 */
export async function requirePreparedStatements(adapter: SqlDriverAdapter): Promise<void> {
  const pool = (adapter as SqlDriverAdapter & { underlyingDriver(): Pool }).underlyingDriver()
  const name = `aoi_${randomUUID()}`
  const clients: PooledClient[] = []
  try {
    for (let connections = 0; connections < 2; connections += 1) {
      const client = await pool.connect()
      // The pool listens only while it has the connection. The loss of the connection makes the query fail as well.
      client.on('error', () => undefined)
      clients.push(client)
    }
    for (const client of clients) await client.query({ name, text: 'SELECT 1' })
  } catch (cause) {
    if (['26000', '42P05', '08P01'].includes(String(codeOf(cause)))) throw new Error(SENTENCE, { cause })
    throw cause
  } finally {
    for (const client of clients) client.release(true)
  }
}
