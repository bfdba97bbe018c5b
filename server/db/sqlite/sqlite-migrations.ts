import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { countOf } from '#protocol/count-of.ts'
import {
  type AppliedMigration,
  type Migration,
  migrationFailed,
  planMigrations,
} from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { connectSqlite } from './sqlite-connection.ts'

const ROWS_NAMED = 10

/** The same table as Prisma's, so that `prisma migrate` agrees if somebody runs it. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/** Rows of a table that refer to missing rows of another. */
export type Orphans = { table: string; parent: string; rows: number; firstRowIds: number[] }

type Migrated = {
  applied: string[]
  /** Orphans from before the migrations. They are no reason to refuse a migration. */
  orphans: Orphans[]
}

/**
 * Applies the migrations that are left, each whole or not at all. Only the holder of the data directory's lock calls
 * this. `at` is Unix milliseconds. A migration is refused only for references that it breaks itself.
 */
export async function migrateSqlite(
  adapter: SqlDriverAdapter,
  input: { migrations: readonly Migration[]; at: number },
): Promise<Migrated> {
  const pending = planMigrations(input.migrations, await readApplied(adapter))
  if (pending.length === 0) return { applied: [], orphans: [] }
  const orphans = await findOrphans(adapter)
  for (const migration of pending) await apply(adapter, { migration, at: input.at, orphans })
  return { applied: pending.map((migration) => migration.name), orphans }
}

async function findOrphans(adapter: SqlDriverAdapter): Promise<Orphans[]> {
  const { rows } = await adapter.queryRaw(
    statement(
      `SELECT "table", "parent", count(*), group_concat("rowid") FROM (
         SELECT "table", "parent", "rowid" FROM pragma_foreign_key_check ORDER BY 1, 2, 3
       ) GROUP BY 1, 2`,
    ),
  )
  return rows.map(([table, parent, count, rowIds]) => ({
    ...{ table: String(table), parent: String(parent), rows: Number(count) },
    firstRowIds: String(rowIds).split(',').slice(0, ROWS_NAMED).map(Number),
  }))
}

async function readApplied(adapter: SqlDriverAdapter): Promise<AppliedMigration[]> {
  await adapter.executeRaw(statement(MIGRATIONS_TABLE))
  const { rows } = await adapter.queryRaw(
    statement(
      'SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    ),
  )
  return rows.map((row) => ({
    name: String(row[0]),
    checksum: String(row[1]),
    finished: Number(row[2]) === 1,
  }))
}

/**
 * Applies a migration as one script, because the driver rolls back any transaction that a script leaves open. Foreign
 * keys are off while tables are rebuilt, since they cannot be switched inside a transaction. The script checks them
 * before its commit instead.
 */
async function apply(
  adapter: SqlDriverAdapter,
  { migration, at, orphans }: { migration: Migration; at: number; orphans: readonly Orphans[] },
): Promise<void> {
  const script = [
    'BEGIN IMMEDIATE',
    migration.sql,
    'CREATE TEMP TABLE dangling (n INTEGER CHECK (n = 0))',
    `INSERT INTO dangling SELECT count(*) FROM (${worseThan(orphans)})`,
    'DROP TABLE dangling',
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ('${randomUUID()}', '${migration.checksum}', ${at}, ${quote(migration.name)}, ${at}, 1)`,
    'COMMIT',
  ].join('\n;\n')
  await adapter.executeRaw(statement('PRAGMA foreign_keys = OFF'))
  try {
    await adapter.executeScript(script)
  } catch (error) {
    const broken = isDangling(error) ? await findBroken(adapter, { migration, orphans }) : []
    throw migrationFailed(migration.name, broken.length === 0 ? error : new Error(describeOrphans(broken)))
  } finally {
    await adapter.executeRaw(statement('PRAGMA foreign_keys = ON'))
  }
}

/**
 * Selects the pairs of tables with more orphans than before. It compares counts, because a table that is rebuilt
 * numbers its rows anew.
 */
function worseThan(before: readonly Orphans[]): string {
  const known = before.map(
    ({ table, parent, rows }) =>
      `WHEN "table" = ${quote(table)} AND "parent" = ${quote(parent)} THEN ${rows}`,
  )
  const allowed = known.length === 0 ? '0' : `CASE ${known.join(' ')} ELSE 0 END`
  return `SELECT "table", "parent" FROM pragma_foreign_key_check GROUP BY 1, 2 HAVING count(*) > ${allowed}`
}

function isDangling(error: unknown): boolean {
  return /CHECK constraint failed: n = 0/.test(
    String((error as Error).message) + String((error as Error).cause),
  )
}

/** Repeats the migration on a copy to find the broken references: the rollback has left no trace of them. */
async function findBroken(
  adapter: SqlDriverAdapter,
  { migration, orphans }: { migration: Migration; orphans: readonly Orphans[] },
): Promise<Orphans[]> {
  const { rows } = await adapter.queryRaw(
    statement(`SELECT file FROM pragma_database_list WHERE name = 'main'`),
  )
  const path = `${String(rows[0]?.[0])}.migrating`
  await rm(path, { force: true })
  await adapter.executeRaw(statement(`VACUUM INTO ${quote(path)}`))
  const copy = await connectSqlite(path)
  try {
    await copy.executeRaw(statement('PRAGMA foreign_keys = OFF'))
    await copy.executeScript(migration.sql)
    const before = new Map(orphans.map(({ table, parent, rows }) => [`${table} ${parent}`, rows]))
    return (await findOrphans(copy)).filter(
      ({ table, parent, rows }) => rows > (before.get(`${table} ${parent}`) ?? 0),
    )
  } finally {
    await copy.dispose()
    for (const suffix of ['', '-wal', '-shm']) await rm(`${path}${suffix}`, { force: true })
  }
}

function describeOrphans(orphans: readonly Orphans[]): string {
  const sentences = orphans.map(
    ({ table, parent, rows, firstRowIds }) =>
      `${countOf(rows, 'row')} of ${table} (rowid ${firstRowIds.join(', ')}) would refer to missing rows of ${parent}`,
  )
  return sentences.join('; ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
