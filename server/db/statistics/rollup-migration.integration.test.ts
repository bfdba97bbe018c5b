import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { readMigrations } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { connectSqlite } from '../sqlite/sqlite-connection.ts'
import { migrateSqlite } from '../sqlite/sqlite-migrations.ts'

it('keeps the rollups of an earlier version, without the counts that it did not know', async () => {
  const directory = await makeTemporaryDirectory()
  const adapter = await connectSqlite(join(directory.path, 'aoi.db'))
  const migrations = await readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
  const before = migrations.filter(({ name }) => name < '20261130071015_rollup_outcomes')
  await migrateSqlite(adapter, { migrations: before, at: 1 })
  const write = (writer: string) =>
    adapter.executeScript(
      `INSERT INTO "Rollup" ("unit", "key", "seconds", "startedAt", "writer", "accepted", "recipients", "acked",
         "onlineSeconds", "times") VALUES ('all', '', 60, 60000, '${writer}', 1, 2, 3, 4, x'0102')`,
    )
  await write('before')
  await migrateSqlite(adapter, { migrations, at: 2 })
  // A node of the earlier version goes on writing during an upgrade.
  await write('beside')
  const { rows } = await adapter.queryRaw(
    statement('SELECT "writer", "accepted", "expired", "refused", "backlog" FROM "Rollup" ORDER BY 1'),
  )
  expect(rows).toEqual([
    ['before', 1, 0, 0, 0],
    ['beside', 1, 0, 0, 0],
  ])
  await adapter.dispose()
  await directory.remove()
})
