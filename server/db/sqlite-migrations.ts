import { randomUUID } from 'node:crypto'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { type AppliedMigration, type Migration, migrationFailed, planMigrations } from './migrations.ts'
import { statement } from './single-connection.ts'

/** As Prisma makes it, so that `prisma migrate` agrees where it can be had. */
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

/**
 * Applies what is left, each migration whole or not at all. Only the holder of the data directory's lock calls this.
 * `at` is Unix milliseconds. Answers the names of those applied.
 */
export async function migrateSqlite(
  adapter: SqlDriverAdapter,
  input: { migrations: readonly Migration[]; at: number },
): Promise<string[]> {
  const pending = planMigrations(input.migrations, await readApplied(adapter))
  for (const migration of pending) await apply(adapter, { migration, at: input.at })
  return pending.map((migration) => migration.name)
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
 * One script, because the driver rolls back whatever a script leaves open. Foreign keys are off while tables are
 * rebuilt (they cannot be switched inside a transaction) and checked before the commit instead.
 */
async function apply(
  adapter: SqlDriverAdapter,
  { migration, at }: { migration: Migration; at: number },
): Promise<void> {
  const script = [
    'BEGIN IMMEDIATE',
    migration.sql,
    'CREATE TEMP TABLE dangling (n INTEGER CHECK (n = 0))',
    'INSERT INTO dangling SELECT count(*) FROM pragma_foreign_key_check',
    'DROP TABLE dangling',
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ('${randomUUID()}', '${migration.checksum}', ${at}, ${quote(migration.name)}, ${at}, 1)`,
    'COMMIT',
  ].join('\n;\n')
  await adapter.executeRaw(statement('PRAGMA foreign_keys = OFF'))
  try {
    await adapter.executeScript(script)
  } catch (error) {
    throw migrationFailed(migration.name, error)
  } finally {
    await adapter.executeRaw(statement('PRAGMA foreign_keys = ON'))
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
