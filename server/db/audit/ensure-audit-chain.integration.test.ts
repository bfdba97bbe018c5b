import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { keepData } from '../backup/keep-data.ts'
import { readMigrations } from '../connection/migrations.ts'
import { openStore } from '../open-store.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { connectSqlite } from '../sqlite/sqlite-connection.ts'
import { migrateSqlite } from '../sqlite/sqlite-migrations.ts'

it('adds the audit of an earlier version to the chain, and later starts leave the chain as it is', async () => {
  const { path: dataDirectory, remove } = await makeTemporaryDirectory()
  const adapter = await connectSqlite(join(dataDirectory, 'aoi.db'))
  const migrations = await readMigrations(join(findProjectDirectory(), 'prisma/migrations'))
  const before = migrations.filter(({ name }) => name < '20261129230515_audit_chain_and_rollups')
  await migrateSqlite(adapter, { migrations: before, at: 1 })
  const row = `INSERT INTO "AuditEvent" ("actor", "action", "subject", "at") VALUES ('a', 'b', 'c', ${systemClock.now()});`
  await adapter.executeScript(row.repeat(3))
  await adapter.dispose()

  const verify = () => keepData.verifyAudit({ dataDirectory, report: () => {} })
  // The first start also records that it takes the database for a restored one.
  for (const chained of [4, 5]) {
    const store = await openStore({ dataDirectory, clock: systemClock })
    await store.sweep({ now: systemClock.now(), rows: 10 })
    expect(await verify()).toMatchObject({ chained, waiting: 0, faults: [] })
    await store.recordAudit({ actor: 'a', action: 'b', subject: 'd', at: systemClock.now() })
    await store.close()
  }
  expect(await verify()).toMatchObject({ chained: 6, faults: [] })
  await remove()
})
