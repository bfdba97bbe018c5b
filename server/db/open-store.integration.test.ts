import { EventEmitter, once } from 'node:events'
import { chmod, mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { expect, it, onTestFinished } from 'vitest'
import { serverIdSchema } from '#protocol'
import type { Store } from '#server/core/store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory, openTemporaryStore } from '#server/testing/temporary-database.ts'
import { statement } from './connection/single-connection.ts'
import { openStore } from './open-store.ts'
import { connectSqlite, prepareConnection, requirePragmas } from './sqlite/sqlite-connection.ts'

async function makeDirectory(): Promise<string> {
  const directory = await makeTemporaryDirectory()
  onTestFinished(directory.remove)
  return directory.path
}

async function open(dataDirectory: string): Promise<Store> {
  const store = await openStore({ dataDirectory, clock: systemClock })
  onTestFinished(() => store.close())
  return store
}

it('keeps its rows, the epoch and the server identity across a restart', async () => {
  const dataDirectory = join(await makeDirectory(), 'new', 'data')
  const before = await openStore({ dataDirectory, clock: systemClock })
  await before.createAoiClient({ id: 'ac_1', secretHash: 'ab', createdAt: 1 })
  await before.close()
  const after = await open(dataDirectory)
  expect(after.epoch).toBe(before.epoch)
  expect(after.serverId).toBe(before.serverId)
  expect(serverIdSchema.safeParse(after.serverId).success).toBe(true)
  expect(await after.findAoiClient('ac_1')).toBeDefined()
})

it('refuses a data directory whose restore was cut off, until the restore is done', async () => {
  const dataDirectory = await makeDirectory()
  const database = join(dataDirectory, 'aoi.db')
  await writeFile(`${database}.restoring`, 'a part of a copy')
  await expect(openStore({ dataDirectory, clock: systemClock })).rejects.toThrow(
    /restore into .* did not finish/,
  )
  await expect(stat(database)).rejects.toMatchObject({ code: 'ENOENT' })
  await rename(`${database}.restoring`, `${database}.gone`)
  expect((await open(dataDirectory)).epoch).toBeDefined()
})

it('refuses a second server on the data directory in one sentence, until the first has closed', async () => {
  const dataDirectory = await makeDirectory()
  const first = await openStore({ dataDirectory, clock: systemClock })
  const sentence = `Another AOI Server is running on the data directory ${dataDirectory}: stop it, or set AOI_DATA_DIR to another directory.`
  await expect(openStore({ dataDirectory, clock: systemClock })).rejects.toThrow(sentence)
  await expect(openStore({ dataDirectory, clock: systemClock })).rejects.toThrow(sentence)
  await first.checkWrite()
  await first.close()
  await expect((await open(dataDirectory)).checkWrite()).resolves.toBeUndefined()
})

it('makes its directory and files private to the owner, and keeps the mode of an existing directory', async () => {
  const made = join(await makeDirectory(), 'data')
  await (await open(made)).checkWrite()
  expect((await stat(made)).mode & 0o777).toBe(0o700)
  const dataDirectory = join(await makeDirectory(), 'data')
  await mkdir(dataDirectory, { mode: 0o755 })
  await (await open(dataDirectory)).checkWrite()
  const mode = async (path: string) => (await stat(join(dataDirectory, path))).mode & 0o777
  expect(await mode('.')).toBe(0o755)
  for (const file of ['aoi.db', 'aoi.db-wal', 'aoi.db-shm', 'aoi.lock']) expect(await mode(file)).toBe(0o600)
})

it.each([0o777, 0o1777])(
  'refuses a directory where every user may write (mode %o), and does not chmod it',
  async (mode) => {
    const dataDirectory = await makeDirectory()
    await chmod(dataDirectory, mode)
    await expect(openStore({ dataDirectory, clock: systemClock })).rejects.toThrow(
      `The data directory ${dataDirectory} (AOI_DATA_DIR) cannot be used: every user may write to it`,
    )
    expect((await stat(dataDirectory)).mode & 0o7777).toBe(mode)
  },
)

it('names the reason for which a data directory cannot be used', async () => {
  await expect(openStore({ dataDirectory: '/dev/null/data', clock: systemClock })).rejects.toThrow(
    /AOI_DATA_DIR/,
  )
})

it('sets WAL, FULL, foreign keys and a busy timeout on its connections', async () => {
  const adapter = await connectSqlite(join(await makeDirectory(), 'aoi.db'))
  onTestFinished(() => adapter.dispose())
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout']
  const answers = await Promise.all(pragmas.map((name) => adapter.queryRaw(statement(`PRAGMA ${name}`))))
  expect(answers.map((answer) => answer.rows[0]?.[0])).toEqual(['wal', 2, 1, 500])
})

it('refuses a database that is not durable, and names the pragma', async () => {
  const adapter = await new PrismaLibSql({ url: ':memory:' }).connect()
  onTestFinished(() => adapter.dispose())
  await expect(prepareConnection(adapter)).rejects.toThrow(/journal_mode = memory instead of wal/)
})

it.for([
  ['PRAGMA synchronous = NORMAL', 'synchronous = 1 instead of 2'],
  ['PRAGMA foreign_keys = OFF', 'foreign_keys = 0 instead of 1'],
] as const)('refuses a connection after %s', async ([pragma, sentence]) => {
  const adapter = await connectSqlite(join(await makeDirectory(), 'aoi.db'))
  onTestFinished(() => adapter.dispose())
  await adapter.executeRaw(statement(pragma))
  await expect(requirePragmas(adapter)).rejects.toThrow(sentence)
})

it('leaves no rows of an interrupted append, and completes the next one', async () => {
  let broken = true
  const { store, remove } = await openTemporaryStore({
    clock: systemClock,
    failpoint: (name) => {
      if (name === 'append.inserted' && broken) throw new Error('broken off')
    },
  })
  onTestFinished(remove)
  await store.createAoiClient({ id: 'ac_1', secretHash: 'ab', createdAt: 1 })
  const member = {
    aoiClientId: 'ac_1',
    clientAppToken: 'g1',
    kind: 'shared',
    applicationName: 'app',
  } as const
  const { tokenId } = await store.register({ ...member, tokenScope: '', at: 1 })
  const notification = {
    id: 'n1',
    clientAppToken: 'g1',
    payload: '1',
    ttlSeconds: 9,
    urgency: 'normal',
  } as const
  const request = { serverApplicationId: 's', grants: ['app'], acceptedAt: 1, notifications: [notification] }
  await expect(store.append([request])).rejects.toThrow('broken off')
  expect(await store.readLog([{ tokenId, afterSeq: 0, upToSeq: 9 }])).toEqual([])
  broken = false
  expect((await store.append([request]))[0]).toMatchObject({ kind: 'appended', results: [{ seq: 1 }] })
})

it('reads while a write is waiting for its failpoint', async () => {
  const gate = new EventEmitter()
  const opened = once(gate, 'open')
  const { store, remove } = await openTemporaryStore({
    clock: systemClock,
    failpoint: (name) => (name === 'cursors.begun' ? opened.then(() => undefined) : undefined),
  })
  onTestFinished(remove)
  const move = { registrationId: 1, tokenId: 1, sessionNumber: 0, fromSeq: 0, toSeq: 1, gaps: [], at: 1 }
  const writing = store.moveCursors([move])
  expect(await store.count()).toMatchObject({ aoiClients: 0 })
  gate.emit('open')
  expect(await writing).toEqual([{ move, reason: 'elsewhere' }])
})
