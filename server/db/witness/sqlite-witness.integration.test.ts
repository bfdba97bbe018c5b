import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { statement } from '../connection/single-connection.ts'
import { type OpenedStore, openStore } from '../open-store.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { connectSqlite } from '../sqlite/sqlite-connection.ts'

type Ground = {
  /** Its parent has room for backups. */
  dataDirectory: string
  parent: string
  open: () => Promise<OpenedStore>
  /** The reasons in the log for backups that were put back. */
  reasons: string[]
}

async function prepare(): Promise<Ground> {
  const { path, remove } = await makeTemporaryDirectory()
  onTestFinished(remove)
  const dataDirectory = join(path, 'data')
  const reasons: string[] = []
  const warn = (fields: object) => void reasons.push(String((fields as { reason?: unknown }).reason))
  const log = { debug: () => {}, info: () => {}, warn, error: () => {} }
  return {
    dataDirectory,
    parent: path,
    reasons,
    open: () => openStore({ dataDirectory, clock: systemClock, log }),
  }
}

/** Starts and ends the store once. Returns the epoch. */
async function runOnce({ open }: Ground): Promise<string> {
  const store = await open()
  const { epoch } = store
  await store.close()
  return epoch
}

/** Makes a backup by SQLite's own means, while the server runs. */
async function backUp({ dataDirectory, parent }: Ground): Promise<string> {
  const path = join(parent, 'backup.db')
  const adapter = await connectSqlite(join(dataDirectory, 'aoi.db'))
  await adapter.executeRaw(statement(`VACUUM INTO '${path}'`))
  await adapter.dispose()
  return path
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  await new Promise((resolve) => setImmediate(resolve))
}

async function putBack(backup: string, { dataDirectory }: Ground): Promise<void> {
  for (const name of ['aoi.db', 'aoi.db-wal', 'aoi.db-shm'])
    await rm(join(dataDirectory, name), { force: true })
  await writeFile(join(dataDirectory, 'aoi.db'), await readFile(backup))
}

it('keeps the epoch across restarts, and when the data directory moves together with its database', async () => {
  const ground = await prepare()
  const epoch = await runOnce(ground)
  expect(await runOnce(ground)).toBe(epoch)
  const elsewhere = join(ground.parent, 'elsewhere')
  await rename(ground.dataDirectory, elsewhere)
  const moved = await openStore({ dataDirectory: elsewhere, clock: systemClock })
  expect(moved.epoch).toBe(epoch)
  await moved.close()
  expect(ground.reasons).toEqual([])
})

it('renews the epoch of a restored database before it serves, and keeps the server identity', async () => {
  const ground = await prepare()
  const first = await ground.open()
  const backup = await backUp(ground)
  await first.close()
  await runOnce(ground)
  await putBack(backup, ground)
  const restored = await ground.open()
  expect(restored.epoch).not.toBe(first.epoch)
  expect(restored.serverId).toBe(first.serverId)
  expect(ground.reasons).toEqual(['the database differs from the last one in the data directory'])
  await restored.close()
  expect(await runOnce(ground)).toBe(restored.epoch)
})

it('renews the epoch when a copy of the whole data directory is restored', async () => {
  const ground = await prepare()
  const epoch = await runOnce(ground)
  const copy = join(ground.parent, 'copy')
  // The driver removes the empty WAL and its index only when it frees the statements, which can be during the copy.
  const filter = (path: string) => !/-(wal|shm)$/.test(path)
  await cp(ground.dataDirectory, copy, { recursive: true, preserveTimestamps: true, filter })
  await runOnce(ground)
  await rm(ground.dataDirectory, { recursive: true })
  await cp(copy, ground.dataDirectory, { recursive: true, preserveTimestamps: true })
  expect(await runOnce(ground)).not.toBe(epoch)
  expect(ground.reasons).toEqual(['the database file was changed while no server ran'])
})

it('renews the epoch of a database that arrives without its data directory', async () => {
  const ground = await prepare()
  const epoch = await runOnce(ground)
  const dataDirectory = join(ground.parent, 'new-machine')
  await mkdir(dataDirectory)
  await rename(join(ground.dataDirectory, 'aoi.db'), join(dataDirectory, 'aoi.db'))
  const store = await openStore({ dataDirectory, clock: systemClock })
  expect(store.epoch).not.toBe(epoch)
  await store.close()
})

it('keeps the epoch after a crash, and renews it when a backup replaces the crashed database', async () => {
  const ground = await prepare()
  const running = await ground.open()
  const backup = await backUp(ground)
  const crashed = { ...ground, dataDirectory: join(ground.parent, 'crashed') }
  const restored = { ...ground, dataDirectory: join(ground.parent, 'restored') }
  for (const { dataDirectory } of [crashed, restored])
    await cp(ground.dataDirectory, dataDirectory, { recursive: true })
  await running.close()
  await putBack(backup, restored)
  const open = (dataDirectory: string) => openStore({ dataDirectory, clock: systemClock })
  const afterCrash = await open(crashed.dataDirectory)
  expect(afterCrash.epoch).toBe(running.epoch)
  await afterCrash.close()
  const afterRestore = await open(restored.dataDirectory)
  expect(afterRestore.epoch).not.toBe(running.epoch)
  await afterRestore.close()
})

it('keeps the epoch of a crashed database on which an earlier version refused to start', async () => {
  const ground = await prepare()
  const running = await ground.open()
  const crashed = join(ground.parent, 'crashed')
  await cp(ground.dataDirectory, crashed, { recursive: true })
  await running.close()
  const project = join(ground.parent, 'earlier')
  await cp(join(findProjectDirectory(), 'prisma'), join(project, 'prisma'), { recursive: true })
  const migrations = join(project, 'prisma/migrations')
  const last =
    (await readdir(migrations))
      .filter((name) => /^\d/.test(name))
      .sort()
      .at(-1) ?? ''
  await rm(join(migrations, last), { recursive: true })
  const options = { dataDirectory: crashed, clock: systemClock }
  const refused = openStore({ ...options, projectDirectory: project })
  await expect(refused).rejects.toThrow(/a newer version created it/)
  // The driver closes a connection with its last statement.
  for (let round = 0; round < 3; round++) await collectGarbage()
  const store = await openStore(options)
  expect(store.epoch).toBe(running.epoch)
  await store.close()
})

it('keeps the epoch at the first start after an upgrade from a version without witnesses', async () => {
  const ground = await prepare()
  const epoch = await runOnce(ground)
  const adapter = await connectSqlite(join(ground.dataDirectory, 'aoi.db'))
  await adapter.executeRaw(statement('UPDATE "Realm" SET "witness" = NULL'))
  await adapter.dispose()
  await rm(join(ground.dataDirectory, 'witness'))
  expect(await runOnce(ground)).toBe(epoch)
})
