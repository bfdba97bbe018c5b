import { afterAll } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { runStoreContract, runStoreLimits } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import {
  createTemporaryPostgresqlDatabase,
  deleteRows,
  runSql,
} from '#server/testing/temporary-postgresql.ts'
import { openStore } from './open-store.ts'

const postgresql = { name: 'PostgreSQL', open: openOnPostgresql }

runStoreContract(postgresql)
runStoreLimits(postgresql)
runStoreLimits({ name: 'SQLite', open: () => openTemporaryStore({ clock: systemClock }) })

let shared: ReturnType<typeof openShared> | undefined

/** One store for all tests, each of which finds it without rows: making a database takes longer than most of them. */
async function openShared() {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const store = await openStore({ databaseUrl, dataDirectory: '', clock: systemClock })
  return { store, databaseUrl, remove }
}

async function openOnPostgresql() {
  shared ??= openShared()
  const { store, databaseUrl } = await shared
  const execute = (sql: string) => runSql(databaseUrl, sql)
  return { store, execute, remove: () => deleteRows(databaseUrl) }
}

afterAll(async () => {
  const opened = await shared
  await opened?.store.close()
  await opened?.remove()
})
