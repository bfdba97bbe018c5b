import { afterAll } from 'vitest'
import type { Quotas } from '#server/core/limits/quotas.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { runStorageContract, runStoreContract, runStoreLimits } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import {
  createTemporaryPostgresqlDatabase,
  deleteRows,
  querySql,
  runSql,
} from '#server/testing/temporary-postgresql.ts'
import { openStore } from './open-store.ts'

// Each step costs many times what it does on SQLite.
const histories = 2
const postgresql = { name: 'PostgreSQL', open: openOnPostgresql, histories }

runStoreContract(postgresql)
runStorageContract({ name: 'PostgreSQL, from two nodes', open: openTwoNodes, histories })
runStoreLimits(postgresql)
runStoreLimits({ name: 'SQLite', open: () => openTemporaryStore({ clock: systemClock }) })

let shared: ReturnType<typeof openShared> | undefined

/**
 * Opens one store for all tests, because making a database takes longer than most of them. Each test finds it without
 * rows.
 */
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

/** Opens two nodes with these quotas. They share nothing but the database. */
async function openTwoNodes(quotas: Quotas) {
  shared ??= openShared()
  const { databaseUrl } = await shared
  const openNode = () => openStore({ databaseUrl, dataDirectory: '', clock: systemClock, quotas })
  const [one, other] = [await openNode(), await openNode()]
  return {
    nodes: [one, other] as const,
    query: (sql: string) => querySql(databaseUrl, sql),
    remove: async () => {
      await one.close()
      await other.close()
      await deleteRows(databaseUrl)
    },
  }
}
