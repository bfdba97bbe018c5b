import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { fingerprint } from '#protocol/fingerprint.ts'
import { statement } from '../db/connection/single-connection.ts'
import { poolConfig } from '../db/postgresql/postgresql-connection.ts'

const run = promisify(execFile)
/** Characters of a tool's errors that a sentence repeats. */
const ERROR_CHARACTERS = 300
const NOT_PERMITTED = '42501'

/** Parameters of a URL that the tools of PostgreSQL take from their environment instead. */
const PARAMETERS: Readonly<Record<string, string>> = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
}

type Tool = 'pg_dump' | 'pg_restore'
/** The database, and the environment in which its tools are found. */
type Tools = {
  databaseUrl: string
  variables: Readonly<Record<string, string | undefined>>
  signal: AbortSignal
}

/** Makes a dump of a PostgreSQL database as the file `path`. Rejects with one sentence. */
export function dump(path: string, tools: Tools): Promise<void> {
  return runTool('pg_dump', { ...tools, args: ['--format=custom', '--no-owner', '--file', path] })
}

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

/** Restores a dump into an empty database. Rejects with one sentence. */
export function restoreDump(path: string, tools: Tools): Promise<void> {
  const args = ['--no-owner', '--exit-on-error', '--dbname', nameOf(tools.databaseUrl), path]
  return runTool('pg_restore', { ...tools, args })
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

async function execute(databaseUrl: string, sql: string): Promise<void> {
  await query(databaseUrl, sql)
}

async function query(databaseUrl: string, sql: string): Promise<unknown[][]> {
  const adapter = await new PrismaPg({ ...poolConfig(databaseUrl), max: 1 }).connect()
  try {
    return (await adapter.queryRaw(statement(sql))).rows
  } finally {
    await adapter.dispose()
  }
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return { ...error, message: error.message, cause: describeError(error.cause) }
}
