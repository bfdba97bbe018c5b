import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Migration = {
  name: string
  sql: string
  /** SHA-256 of the file in hex, as Prisma records it. */
  checksum: string
}

export type AppliedMigration = { name: string; checksum: string; finished: boolean }

/** Returns the migrations of one dialect, in the order in which they apply. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(names.sort().map((name) => readMigration(directory, name)))
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/**
 * Returns the migrations that are left to apply. Throws one sentence for a database of a newer server, for a migration
 * that changed after it was applied, and for one that `prisma migrate` left unfinished.
 */
export function planMigrations(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, finished } of applied) {
    const migration = known.get(name)
    if (migration === undefined) {
      throw new Error(
        `The database has migration ${name}, which this server does not know: a newer version created it. Install that version, or restore a backup.`,
      )
    }
    if (!finished)
      throw new Error(
        `Another tool began migration ${name} and did not finish it: finish it with that tool first.`,
      )
    if (migration.checksum !== checksum) {
      throw new Error(
        `The file of migration ${name} differs from the one that was applied to the database: restore the released file.`,
      )
    }
  }
  const done = new Set(applied.map((migration) => migration.name))
  return migrations.filter((migration) => !done.has(migration.name))
}

/** Returns the error for a migration that failed and left nothing behind. */
export function migrationFailed(name: string, cause: unknown): Error {
  return new Error(`Migration ${name} failed and was undone: ${describe(cause)}`, { cause })
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause
  if (typeof inner === 'object' && inner !== null && 'originalMessage' in inner)
    return String(inner.originalMessage)
  return cause.message
}
