import { expect, it, onTestFinished, vi } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { createTemporaryPostgresqlDatabase, runSql } from '#server/testing/temporary-postgresql.ts'
import { openStore } from '../open-store.ts'

async function prepare() {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  onTestFinished(remove)
  const node = async () => {
    const { path, remove: removeDirectory } = await makeTemporaryDirectory()
    onTestFinished(removeDirectory)
    return { databaseUrl, dataDirectory: path, clock: systemClock }
  }
  return { sql: (statement: string) => runSql(databaseUrl, statement), node }
}

async function runOnce(options: Parameters<typeof openStore>[0]): Promise<string> {
  const store = await openStore(options)
  const { epoch } = store
  await store.checkWrite()
  await store.close()
  return epoch
}

it('keeps the epoch over restarts, and for a new node with an empty data directory', async () => {
  const { node } = await prepare()
  const first = await node()
  const epoch = await runOnce(first)
  expect(await runOnce(first)).toBe(epoch)
  expect(await runOnce(await node())).toBe(epoch)
})

it('renews the epoch when a node starts that has seen later rows than the database holds', async () => {
  const { node, sql } = await prepare()
  const first = await node()
  const epoch = await runOnce(first)
  await sql('UPDATE "Realm" SET "checks" = 0')
  const renewed = await runOnce(first)
  expect(renewed).not.toBe(epoch)
  expect(await runOnce(first)).toBe(renewed)
})

it('renews the epoch once when two nodes with empty data directories start on a restored dump', async () => {
  const { node, sql } = await prepare()
  const epoch = await runOnce(await node())
  await sql(`UPDATE "Realm" SET "witness" = '1/1 00000001'`)
  const nodes = await Promise.all([node(), node()])
  const stores = await Promise.all(nodes.map((options) => openStore(options)))
  const epochs = await Promise.all(stores.map((store) => store.refreshEpoch()))
  await Promise.all(stores.map((store) => store.close()))
  expect(new Set(epochs).size).toBe(1)
  expect(epochs[0]).not.toBe(epoch)
})

it('renews the epoch of a running node when a failover lost commits', async () => {
  const { node, sql } = await prepare()
  const store = await openStore(await node())
  onTestFinished(() => store.close())
  const epochs: string[] = []
  store.onEpoch((epoch) => epochs.push(epoch))
  const { epoch } = store
  await store.checkWrite()
  await sql('UPDATE "Realm" SET "checks" = 0')
  await sql(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )
  await vi.waitFor(() => store.count(), { timeout: 20_000 })
  expect(store.epoch).not.toBe(epoch)
  expect(epochs).toEqual([store.epoch])
})
