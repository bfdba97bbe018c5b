import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { expect, test } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import type { Migration } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { connectSqlite } from './sqlite-connection.ts'
import { migrateSqlite } from './sqlite-migrations.ts'

const it = test.extend<{ adapter: SqlDriverAdapter }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures this one needs.
  adapter: async ({}, use) => {
    const directory = await makeTemporaryDirectory()
    const adapter = await connectSqlite(join(directory.path, 'aoi.db'))
    await use(adapter)
    await adapter.dispose()
    await directory.remove()
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
  `CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (parent INTEGER REFERENCES parent (id));
   INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);`,
)

it('applies each migration once and records it with its checksum', async ({ adapter }) => {
  const input = { migrations: [base, migration('2_more', 'CREATE TABLE more (n INTEGER);')], at: 1000 }
  expect((await migrateSqlite(adapter, input)).applied).toEqual(['1_base', '2_more'])
  expect((await migrateSqlite(adapter, input)).applied).toEqual([])
  expect(await query(adapter, 'SELECT migration_name, checksum FROM _prisma_migrations ORDER BY 1')).toEqual(
    input.migrations.map(({ name, checksum }) => [name, checksum]),
  )
})

it('rolls back a migration that fails, and keeps those before it', async ({ adapter }) => {
  const broken = migration(
    '2_broken',
    'CREATE TABLE half (n INTEGER); INSERT INTO parent VALUES (2); CREATE TABEL x;',
  )
  await expect(migrateSqlite(adapter, { migrations: [base, broken], at: 1 })).rejects.toThrow(
    /2_broken failed.*TABEL/,
  )
  expect(await query(adapter, "SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([])
  expect(await query(adapter, 'SELECT id FROM parent')).toEqual([[1]])
  expect(await query(adapter, 'SELECT migration_name FROM _prisma_migrations')).toEqual([['1_base']])
  expect(await query(adapter, 'PRAGMA foreign_keys')).toEqual([[1]])
})

it('rebuilds a table that other tables reference, and keeps the references', async ({ adapter }) => {
  const rebuild = migration(
    '2_rebuild',
    `PRAGMA defer_foreign_keys=ON; PRAGMA foreign_keys=OFF;
     CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO new_parent (id) SELECT id FROM parent;
     DROP TABLE parent; ALTER TABLE new_parent RENAME TO parent; PRAGMA foreign_keys=ON; PRAGMA defer_foreign_keys=OFF;`,
  )
  expect((await migrateSqlite(adapter, { migrations: [base, rebuild], at: 1 })).applied).toHaveLength(2)
  expect(await query(adapter, 'SELECT parent, name FROM child JOIN parent ON id = parent')).toEqual([
    [1, null],
  ])
})

it('rolls back a migration that leaves a dangling reference, and names table and rows', async ({
  adapter,
}) => {
  const dangling = migration('2_dangling', 'DELETE FROM parent;')
  await expect(migrateSqlite(adapter, { migrations: [base, dangling], at: 1 })).rejects.toThrow(
    /2_dangling failed.*1 row of child \(rowid 1\) would refer to missing rows of parent/,
  )
  expect(await query(adapter, 'SELECT id FROM parent')).toEqual([[1]])
})

it('applies a migration over older dangling references, and names them', async ({ adapter }) => {
  await migrateSqlite(adapter, { migrations: [base], at: 1 })
  for (const sql of ['PRAGMA foreign_keys = OFF', 'DELETE FROM parent', 'PRAGMA foreign_keys = ON'])
    await adapter.executeRaw(statement(sql))
  const rebuild = migration(
    '2_rebuild',
    `CREATE TABLE new_child (parent INTEGER REFERENCES parent (id), n INTEGER); INSERT INTO new_child (parent) SELECT parent FROM child;
     DROP TABLE child; ALTER TABLE new_child RENAME TO child;`,
  )
  const { applied, orphans } = await migrateSqlite(adapter, { migrations: [base, rebuild], at: 1 })
  expect(applied).toEqual(['2_rebuild'])
  expect(orphans).toEqual([{ table: 'child', parent: 'parent', rows: 1, firstRowIds: [1] }])
})
