import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PostgresqlSource, RestoreAnswer, RestoreRequest } from '#protocol/keep-data.ts'
import type { Clock } from '#server/core/clock.ts'
import { prepareDataDirectory, syncDirectory } from '../connection/data-directory.ts'
import type { Migration } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { RESTORING_TABLE } from '../postgresql/postgresql-migrations.ts'
import { withPostgresql } from '../postgresql/with-postgresql.ts'
import { describePostgresql, listTables } from './dump-postgresql.ts'
import { copyDurably, findPath } from './durable-files.ts'
import { DUMP_FILE, type Manifest, SECRET_FILE, sumIn } from './manifest.ts'
import { quote } from './offline-connection.ts'
import { REPLACED, restoreDump, SCHEMA } from './postgresql-tools.ts'
import { compareDescription, readBackup } from './read-backup.ts'

type Request = Omit<RestoreRequest, 'postgresql'> & PostgresqlSource
type Tools = { clock: Clock; migrations: readonly Migration[] }
/** A connection of its own to the database. */
type Target = {
  read: (sql: string) => Promise<unknown[][]>
  /** Executes all statements, or none. */
  execute: (...statements: readonly string[]) => Promise<void>
}

/**
 * Puts a backup of a PostgreSQL database into the one at `databaseUrl`, which no server uses, with a new epoch. It
 * changes nothing before it has checked the files of the backup. With `replace` it first renames the schema with the
 * former tables. After a failure the database is as before. Rejects with one sentence.
 */
export async function restoreDumpBackup(request: Request, tools: Tools): Promise<RestoreAnswer> {
  const { report, replace } = request
  const path = resolve(request.path)
  const dataDirectory = resolve(request.dataDirectory)
  const manifest = await readBackup(path, { of: 'PostgreSQL', migrations: tools.migrations, report })
  const hasSecret = sumIn(manifest, SECRET_FILE) !== undefined
  prepareDataDirectory(dataDirectory)
  if (hasSecret) await refuseOtherSecret(path, dataDirectory)
  return withTarget(request.databaseUrl, async (target) => {
    await refuseUsed(target)
    const movedTo = await moveTablesAside(target, { replace, clock: tools.clock })
    const epoch = await fill(target, { ...request, path, manifest }).catch(async (error: unknown) => {
      await undo(target, movedTo)
      throw error
    })
    if (hasSecret) await installSecret(path, dataDirectory)
    const { serverId } = manifest
    return { dataDirectory, serverId, epoch, hasSecret, ...(movedTo === undefined ? {} : { movedTo }) }
  })
}

function withTarget<Result>(databaseUrl: string, work: (target: Target) => Promise<Result>): Promise<Result> {
  return withPostgresql(databaseUrl, (adapter) =>
    work({
      read: async (sql) => (await adapter.queryRaw(statement(sql))).rows,
      execute: async (...statements) => {
        // PostgreSQL executes the statements of one simple query as one transaction.
        await adapter.executeRaw(statement(statements.join(';\n')))
      },
    }),
  )
}

/** The secret of a data directory signs links and cookies, so another one is never overwritten. */
async function refuseOtherSecret(path: string, dataDirectory: string): Promise<void> {
  const file = join(dataDirectory, SECRET_FILE)
  if ((await findPath(file)) === undefined) return
  if ((await readFile(file, 'utf8')) === (await readFile(join(path, SECRET_FILE), 'utf8'))) return
  throw new Error(
    `${file} is another secret than the one of the backup: name an empty data directory with --data-dir, or move the file aside`,
  )
}

async function refuseUsed({ read }: Target): Promise<void> {
  const [row] = await read(`
    SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'aoi-server' AND pid <> pg_backend_pid()`)
  const connections = Number(row?.[0])
  if (connections > 0)
    throw new Error(
      `${connections} connection(s) of a server use the database: stop every node first, then restore again`,
    )
}

/** Makes room for the tables of the backup. Returns the schema that has the former tables. */
async function moveTablesAside(
  { read, execute }: Target,
  { replace, clock }: { replace: boolean; clock: Clock },
): Promise<string | undefined> {
  const tables = (await listTables(read)).filter((table) => table !== RESTORING_TABLE)
  const mark = [
    `DROP TABLE IF EXISTS ${SCHEMA}.${RESTORING_TABLE}`,
    `CREATE TABLE ${SCHEMA}.${RESTORING_TABLE} (since timestamptz NOT NULL DEFAULT now())`,
  ]
  if (tables.length === 0) {
    await execute(...mark)
    return undefined
  }
  if (!replace)
    throw new Error(
      `the database at DATABASE_URL has ${tables.length} tables: name an empty one, or add --replace, which renames the schema with the former tables`,
    )
  const movedTo = `${REPLACED}${new Date(clock.now()).toISOString().replaceAll(/\D/g, '')}`
  await execute(`ALTER SCHEMA ${SCHEMA} RENAME TO ${movedTo}`, `CREATE SCHEMA ${SCHEMA}`, ...mark)
  return movedTo
}

/** Restores the tables, compares them with the manifest and begins the new epoch. Returns the epoch. */
async function fill(
  { read, execute }: Target,
  { path, manifest, report, ...tools }: Request & { manifest: Manifest },
): Promise<string> {
  report('restoring the database by pg_restore')
  await restoreDump(join(path, DUMP_FILE), tools)
  report('comparing the database with the manifest')
  const { rows, ...description } = await describePostgresql(read)
  const { [RESTORING_TABLE]: _mark, ...restored } = rows
  compareDescription({ ...description, rows: restored }, manifest)
  const epoch = randomUUID()
  await execute(`UPDATE "Realm" SET "epoch" = ${quote(epoch)}`, `DROP TABLE ${SCHEMA}.${RESTORING_TABLE}`)
  return epoch
}

/** Removes the tables of the backup, and gives the former ones their schema back. */
async function undo({ read, execute }: Target, movedTo: string | undefined): Promise<void> {
  if (movedTo !== undefined)
    return execute(`DROP SCHEMA ${SCHEMA} CASCADE`, `ALTER SCHEMA ${movedTo} RENAME TO ${SCHEMA}`)
  const tables = await listTables(read)
  await execute(...tables.map((table) => `DROP TABLE IF EXISTS ${SCHEMA}."${table}" CASCADE`))
}

async function installSecret(path: string, dataDirectory: string): Promise<void> {
  const file = join(dataDirectory, SECRET_FILE)
  if ((await findPath(file)) !== undefined) return
  await copyDurably(join(path, SECRET_FILE), file)
  syncDirectory(dataDirectory)
}
