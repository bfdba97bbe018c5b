import { CommandFailure } from '../command-failure.ts'
import type { Invocation } from '../define.ts'

/** Refuses a command for the embedded database alone if the server uses PostgreSQL. Throws `CommandFailure`. */
export function requireEmbedded({ terminal }: Invocation): void {
  if (findDatabaseUrl(terminal.env) === undefined) return
  throw new CommandFailure(
    'usage',
    'DATABASE_URL is set, and this command is for the embedded database: use pg_dump and pg_restore, as docs/operations.md describes',
  )
}

/** Returns the URL of the server's PostgreSQL; `undefined` for the embedded database. */
export function findDatabaseUrl(env: Invocation['terminal']['env']): string | undefined {
  return env.DATABASE_URL === '' ? undefined : env.DATABASE_URL
}
