import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from '#server/db/open-store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { createEmptyPostgresqlDatabase, runSql } from '#server/testing/temporary-postgresql.ts'
import { DIALECTS, type Dialect, makePostgresqlSchema } from './dialects.ts'
import { diffDatabase } from './live-database.ts'
import { diffMigrations } from './schema-engine.ts'

function dialectOf(name: Dialect['name']): Dialect {
  const dialect = DIALECTS.find((other) => other.name === name)
  if (dialect === undefined) throw new Error(`there is no dialect ${name}`)
  return dialect
}

it('the PostgreSQL schema equals the one generated from the SQLite schema', async () => {
  expect(await readFile(dialectOf('postgresql').schemaPath, 'utf8')).toBe(await makePostgresqlSchema())
})

// For PostgreSQL `npm run db:check` does it, and the last test here.
it('the SQLite migrations make the schema, and missing ones are named', async () => {
  const dialect = dialectOf('sqlite')
  const schema = await readFile(dialect.schemaPath, 'utf8')
  expect(await diffMigrations(dialect, schema)).toBeUndefined()
  const changed = schema.replace('model AuditEvent {', 'model AuditEvent {\n  place String?\n')
  expect(await diffMigrations(dialect, changed)).toMatch(/ALTER TABLE "AuditEvent" ADD COLUMN\s+"place" TEXT/)
})

it('an embedded database matches the schema', async () => {
  const dialect = dialectOf('sqlite')
  const { dataDirectory, remove } = await openTemporaryStore({ clock: systemClock })
  onTestFinished(remove)
  const schema = await readFile(dialect.schemaPath, 'utf8')
  const database = join(dataDirectory, 'aoi.db')
  expect(await diffDatabase(dialect, { schema, database })).toBeUndefined()
  const changed = schema.replace('detail  String?', '')
  expect(await diffDatabase(dialect, { schema: changed, database })).toContain('AuditEvent')
})

it('a PostgreSQL database matches the schema, and a manual change is found', async () => {
  const dialect = dialectOf('postgresql')
  const { databaseUrl, remove } = await createEmptyPostgresqlDatabase()
  onTestFinished(remove)
  await (await openStore({ databaseUrl, dataDirectory: '', clock: systemClock })).close()
  const schema = await readFile(dialect.schemaPath, 'utf8')
  expect(await diffDatabase(dialect, { schema, database: databaseUrl })).toBeUndefined()
  await runSql(databaseUrl, 'DROP INDEX "Notification_expiresAt_idx"')
  expect(await diffDatabase(dialect, { schema, database: databaseUrl })).toContain(
    'Notification_expiresAt_idx',
  )
})
