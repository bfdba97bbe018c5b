import type { PostgresqlSource } from '../../../protocol/keep-data.ts'
import type { Invocation } from '../define.ts'

/** Returns the URL of the server's PostgreSQL; `undefined` for the embedded database. */
export function findDatabaseUrl(env: Invocation['terminal']['env']): string | undefined {
  return env.DATABASE_URL === '' ? undefined : env.DATABASE_URL
}

/** Returns the server's PostgreSQL with the environment of its tools; nothing for the embedded database. */
export function findPostgresql({ terminal }: Invocation): { postgresql?: PostgresqlSource } {
  const databaseUrl = findDatabaseUrl(terminal.env)
  return databaseUrl === undefined ? {} : { postgresql: { databaseUrl, variables: terminal.env } }
}
