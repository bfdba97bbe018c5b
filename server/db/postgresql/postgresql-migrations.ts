import { randomUUID } from 'node:crypto'
import type { ArgType, SqlDriverAdapter, SqlQueryable, Transaction } from '@prisma/driver-adapter-utils'
import {
  type AppliedMigration,
  type Migration,
  migrationFailed,
  planMigrations,
} from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'

/** The same table as Prisma's, so that `prisma migrate` agrees if somebody runs it. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

/** The key of Prisma's own migration lock, so that `prisma migrate deploy` and a starting node wait for each other. */
const LOCK = 'SELECT pg_advisory_xact_lock(72707369)'

const TEXT: ArgType = { scalarType: 'string', arity: 'scalar' }

/**
 * Applies the migrations that are left, each whole or not at all. An advisory lock lets one node at a time do this.
 * Returns the names of those that this call applied.
 */
export async function migratePostgresql(
  adapter: SqlDriverAdapter,
  migrations: readonly Migration[],
): Promise<string[]> {
  if (await isUpToDate(adapter, migrations)) return []
  await inTransaction(adapter, (tx) => tx.executeRaw(statement(MIGRATIONS_TABLE)))
  const done: string[] = []
  for (const migration of migrations) {
    if (await inTransaction(adapter, (tx) => applyOnce(tx, { migration, migrations })))
      done.push(migration.name)
  }
  return done
}

/** Exists while a backup is restored, so that no server makes an empty database meanwhile. */
export const RESTORING_TABLE = '_aoi_restoring'

/** Returns whether nothing is left to apply. This is the usual start, and needs no lock. */
async function isUpToDate(adapter: SqlQueryable, migrations: readonly Migration[]): Promise<boolean> {
  const { rows } = await adapter.queryRaw(
    statement(
      `SELECT to_regclass('_prisma_migrations') IS NULL, to_regclass('${RESTORING_TABLE}') IS NOT NULL`,
    ),
  )
  if (rows[0]?.[1] === true)
    throw new Error(
      'a restore into the database at DATABASE_URL runs, or did not finish: wait for it, or run `aoi admin restore` again with --replace',
    )
  if (rows[0]?.[0] === true) return false
  return planMigrations(migrations, await readApplied(adapter)).length === 0
}

async function applyOnce(
  tx: SqlQueryable,
  { migration, migrations }: { migration: Migration; migrations: readonly Migration[] },
): Promise<boolean> {
  const pending = planMigrations(migrations, await readApplied(tx))
  if (!pending.some((other) => other.name === migration.name)) return false
  try {
    // Without arguments the driver sends a simple query, which may hold many statements.
    await tx.executeRaw(statement(migration.sql))
  } catch (error) {
    throw migrationFailed(migration.name, error)
  }
  await tx.executeRaw({
    sql: `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
          VALUES ($1, $2, now(), $3, 1)`,
    args: [randomUUID(), migration.checksum, migration.name],
    argTypes: [TEXT, TEXT, TEXT],
  })
  return true
}

async function readApplied(tx: SqlQueryable): Promise<AppliedMigration[]> {
  const { rows } = await tx.queryRaw(
    statement(
      'SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    ),
  )
  return rows.map((row) => ({ name: String(row[0]), checksum: String(row[1]), finished: row[2] === true }))
}

/**
 * The PostgreSQL adapter leaves `COMMIT` and `ROLLBACK` to its caller. Its own two methods give the connection back.
 */
async function inTransaction<Result>(
  adapter: SqlDriverAdapter,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const tx = await adapter.startTransaction()
  try {
    await tx.executeRaw(statement(LOCK))
    const result = await work(tx)
    await tx.executeRaw(statement('COMMIT'))
    await tx.commit()
    return result
  } catch (error) {
    await tx.executeRaw(statement('ROLLBACK')).catch(() => undefined)
    await tx.rollback()
    throw error
  }
}
