import type { Env } from '../env.ts'
import { type Query, withDatabase } from './with-database.ts'

/** Returns the identity of the server from its database; `undefined` if it cannot be read. */
export function findServerId(env: Pick<Env, 'dataDirectory' | 'databaseUrl'>): Promise<string | undefined> {
  return withDatabase(env, readServerId).catch(() => undefined)
}

async function readServerId(query: Query): Promise<string | undefined> {
  const [row] = await query('SELECT "serverId" FROM "Realm" WHERE "id" = 1')
  return row?.serverId === undefined || row.serverId === null ? undefined : String(row.serverId)
}
