import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { PostgresqlSource } from '#protocol/keep-data.ts'

const run = promisify(execFile)
/** Characters of a tool's errors that a sentence repeats. */
const ERROR_CHARACTERS = 300

/** Parameters of a URL that the tools of PostgreSQL take from their environment instead. */
const PARAMETERS: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
}

type Tool = 'pg_dump' | 'pg_restore'
type Tools = PostgresqlSource & { signal: AbortSignal }

/** The schema of the server's tables. */
export const SCHEMA = 'public'
/** Begins the name of a schema with the tables that a restore has moved aside. */
export const REPLACED = 'replaced_'

/**
 * Makes a dump of a snapshot of a PostgreSQL database as the file `path`. `snapshot` is the name that
 * `pg_export_snapshot` gave. Rejects with one sentence.
 */
export function dump(path: string, { snapshot, ...tools }: Tools & { snapshot: string }): Promise<void> {
  const parts = ['--no-owner', '--no-privileges', '--no-comments', `--exclude-schema=${REPLACED}*`]
  const args = ['--format=custom', ...parts, `--snapshot=${snapshot}`, '--file', path]
  return runTool('pg_dump', { ...tools, args })
}

/** Restores a dump into a database without tables, whole or not at all. Rejects with one sentence. */
export function restoreDump(path: string, tools: Tools): Promise<void> {
  const how = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction']
  return runTool('pg_restore', { ...tools, args: [...how, '--dbname', nameOf(tools.databaseUrl), path] })
}

function nameOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).pathname.slice(1))
}

/** The URL goes into the environment of the tool: arguments are in the list of processes. */
async function runTool(
  tool: Tool,
  { databaseUrl, variables, signal, args }: Tools & { args: readonly string[] },
): Promise<void> {
  try {
    const env = { ...variables, ...readConnection(databaseUrl) } as NodeJS.ProcessEnv
    await run(tool, args, { signal, env })
  } catch (error) {
    signal.throwIfAborted()
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT')
      throw new Error(
        `${tool} is not on the PATH: install the client of PostgreSQL (postgresql-client), of the version of the server or later`,
      )
    throw new Error(`${tool} failed: ${stderr.trim().slice(0, ERROR_CHARACTERS) || String(code)}`)
  }
}

function readConnection(databaseUrl: string): Record<string, string> {
  const url = new URL(databaseUrl)
  const parameters = Object.entries(PARAMETERS).flatMap(([name, variable]) => {
    const value = url.searchParams.get(name)
    return value === null ? [] : [[variable, value] as const]
  })
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  return {
    ...(host === '' ? {} : { PGHOST: host }),
    ...(url.port === '' ? {} : { PGPORT: url.port }),
    ...(url.username === '' ? {} : { PGUSER: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { PGPASSWORD: decodeURIComponent(url.password) }),
    PGDATABASE: nameOf(databaseUrl),
    ...Object.fromEntries(parameters),
  }
}
