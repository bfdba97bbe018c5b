import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { readMigrations } from '../connection/migrations.ts'
import { statement } from '../connection/single-connection.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { connectSqlite } from '../sqlite/sqlite-connection.ts'
import { migrateSqlite } from '../sqlite/sqlite-migrations.ts'

it('counts the rows that were stored before quotas existed', async () => {
  const directory = await makeTemporaryDirectory()
  const adapter = await connectSqlite(join(directory.path, 'aoi.db'))
  const migrations = await readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
  const before = migrations.filter(({ name }) => name < '20261129154317_storage_use')
  await migrateSqlite(adapter, { migrations: before, at: 1 })
  const row = (seq: number, by: string, headers = 'NULL') =>
    `INSERT INTO "Notification" ("tokenId", "seq", "id", "payload", "headers", "urgency", "ttlSeconds", "acceptedAt",
       "expiresAt", "recipients", "serverApplicationId") VALUES (7, ${seq}, '${seq}', '"é"', ${headers}, 'normal', 1, 1, 1, 1, '${by}');`
  await adapter.executeScript(`
    INSERT INTO "ClientAppToken" ("id", "clientAppToken", "kind", "applicationName", "tokenScope", "createdAt")
      VALUES (7, 'g1', 'shared', 'a', '', 1);
    ${row(1, 'an application')} ${row(2, 'an application')} ${row(3, 'web-push', `'{}'`)} ${row(4, 'web-push-x', `'{}'`)}`)
  await migrateSqlite(adapter, { migrations, at: 2 })
  const { rows } = await adapter.queryRaw(statement('SELECT * FROM "StorageUse" ORDER BY 1'))
  expect(rows).toEqual([
    ['application', 'an application', 2, 8],
    ['senderNetwork', '', 1, 6],
    ['token', '7', 2, 12],
    ['vapidKey', 'web-push-x', 1, 6],
  ])
  await adapter.dispose()
  await directory.remove()
})
