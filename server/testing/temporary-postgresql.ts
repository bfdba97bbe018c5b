import { randomBytes } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { openPostgresqlDatabase } from '#server/db/postgresql/postgresql-database.ts'
import { findProjectDirectory } from '#server/db/project-directory.ts'
import { systemClock } from '#server/ops/system-clock.ts'

export type TemporaryDatabase = {
  databaseUrl: string
  /** Drops the database, even if clients are connected to it. */
  remove(): Promise<void>
}

/**
 * Makes a database on the test server, without rows. If the run has made a template, the database has all migrations.
 * Fails when there is no server, because these tests are never skipped.
 */
export function createTemporaryPostgresqlDatabase(): Promise<TemporaryDatabase> {
  const template = process.env.TEST_DATABASE_TEMPLATE
  return createDatabase(template === undefined ? '' : `TEMPLATE ${template} STRATEGY FILE_COPY`)
}

/** Makes a database without tables. */
export function createEmptyPostgresqlDatabase(): Promise<TemporaryDatabase> {
  return createDatabase('')
}

/** Migrates a database once. TEST_DATABASE_TEMPLATE names it, and all others are copied from it. */
export async function makeTemplate(): Promise<TemporaryDatabase> {
  const template = await createEmptyPostgresqlDatabase()
  const database = await openPostgresqlDatabase({
    databaseUrl: template.databaseUrl,
    dataDirectory: '',
    projectDirectory: findProjectDirectory(),
    clock: systemClock,
    failpoint: () => undefined,
  })
  await database.close()
  process.env.TEST_DATABASE_TEMPLATE = new URL(template.databaseUrl).pathname.slice(1)
  return template
}

async function createDatabase(how: string): Promise<TemporaryDatabase> {
  const serverUrl = process.env.TEST_DATABASE_URL
  if (serverUrl === undefined || serverUrl === '') {
    throw new Error('TEST_DATABASE_URL names no PostgreSQL server; `npm test` starts one.')
  }
  const name = `aoi_test_${randomBytes(8).toString('hex')}`
  await runSql(serverUrl, `CREATE DATABASE ${name} ${how}`)
  const databaseUrl = new URL(serverUrl)
  databaseUrl.pathname = `/${name}`
  return {
    databaseUrl: databaseUrl.href,
    remove: () => runSql(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** Runs one statement on a connection of its own. */
export async function runSql(databaseUrl: string, sql: string): Promise<void> {
  const adapter = await new PrismaPg({ connectionString: databaseUrl }).connect()
  try {
    await adapter.executeRaw({ sql, args: [], argTypes: [] })
  } finally {
    await adapter.dispose()
  }
}

/** Returns the rows of one statement, on a connection of its own. */
export async function querySql(databaseUrl: string, sql: string): Promise<unknown[][]> {
  const adapter = await new PrismaPg({ connectionString: databaseUrl }).connect()
  try {
    return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows
  } finally {
    await adapter.dispose()
  }
}

/** Empties all tables except the two with one row each for the whole database, as on a new server. */
export async function deleteRows(databaseUrl: string): Promise<void> {
  await runSql(
    databaseUrl,
    `DO $$ DECLARE deletions text; BEGIN
       SELECT string_agg(format('t%s AS (DELETE FROM %I)', oid, relname), ', ') INTO deletions FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('Realm', 'AuditChain', '_prisma_migrations');
       -- One statement, because references are checked at its end.
       EXECUTE 'WITH ' || deletions || ' SELECT 1';
     END $$`,
  )
}
