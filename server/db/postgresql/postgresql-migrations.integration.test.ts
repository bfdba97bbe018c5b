import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { expect, test } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { createEmptyPostgresqlDatabase } from '#server/testing/temporary-postgresql.ts'
import type { Migration } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { openStore } from '../open-store.ts'
import { migratePostgresql } from './postgresql-migrations.ts'

const it = test.extend<{ databaseUrl: string; adapter: SqlDriverAdapter }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures this one needs.
  databaseUrl: async ({}, use) => {
    const database = await createEmptyPostgresqlDatabase()
    await use(database.databaseUrl)
    await database.remove()
  },
  adapter: async ({ databaseUrl }, use) => {
    const adapter = await new PrismaPg({ connectionString: databaseUrl }).connect()
    await use(adapter)
    await adapter.dispose()
  },
})

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function query(adapter: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  return (await adapter.queryRaw(statement(sql))).rows
}

const base = migration(
  '1_base',
  `CREATE TABLE "Base" (n INT); INSERT INTO "Base" VALUES (1); -- a ; in a comment`,
)

it('applies each migration once and records it with its checksum', async ({ adapter }) => {
  const migrations = [base, migration('2_more', 'CREATE TABLE more (n INT);')]
  expect(await migratePostgresql(adapter, migrations)).toEqual(['1_base', '2_more'])
  expect(await migratePostgresql(adapter, migrations)).toEqual([])
  expect(await query(adapter, 'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY 1')).toEqual(
    migrations.map(({ name, checksum }) => [name, checksum]),
  )
})

it('rolls back a migration that fails, and keeps those before it', async ({ adapter }) => {
  const broken = migration(
    '2_broken',
    'CREATE TABLE half (n INT); INSERT INTO "Base" VALUES (2); CREATE TABEL x;',
  )
  await expect(migratePostgresql(adapter, [base, broken])).rejects.toThrow(/2_broken failed.*TABEL/)
  expect(await query(adapter, "SELECT 1 FROM pg_tables WHERE tablename = 'half'")).toEqual([])
  expect(await query(adapter, 'SELECT n FROM "Base"')).toEqual([[1]])
  expect(await query(adapter, 'SELECT migration_name FROM _prisma_migrations')).toEqual([['1_base']])
})

it('applies each migration once when nodes start together', async ({ adapter, databaseUrl }) => {
  const other = await new PrismaPg({ connectionString: databaseUrl }).connect()
  const applied = await Promise.all([adapter, other].map((node) => migratePostgresql(node, [base])))
  await other.dispose()
  expect(applied.flat()).toEqual(['1_base'])
  expect(await query(adapter, 'SELECT n FROM "Base"')).toEqual([[1]])
})

it('gives nodes that start together the same epoch', async ({ databaseUrl }) => {
  const options = { databaseUrl, dataDirectory: '', clock: systemClock }
  const stores = await Promise.all([1, 2, 3].map(() => openStore(options)))
  await Promise.all(stores.map((store) => store.close()))
  expect(new Set(stores.map((store) => store.epoch)).size).toBe(1)
})

it('reports a PostgreSQL server that cannot be used in one sentence, without the password', async ({
  databaseUrl,
}) => {
  const nobody = new URL(databaseUrl)
  nobody.port = '1'
  nobody.password = 'hunter2'
  const opening = openStore({ databaseUrl: nobody.href, dataDirectory: '', clock: systemClock })
  const name = nobody.pathname.slice(1)
  await expect(opening).rejects.toThrow(
    new Error(
      `The database ${name} at ${nobody.host} (DATABASE_URL) cannot be used: no server answers there.`,
    ),
  )
})
