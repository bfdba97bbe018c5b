import { expect, it, onTestFinished } from 'vitest'
import { LIMITS } from '#protocol'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { Database } from './database.ts'
import { SessionOpener } from './open-sessions.ts'
import { findProjectDirectory } from './project-directory.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

/** A database that counts its transactions, with so many AOI Clients. */
async function openDatabase(aoiClients: number) {
  const directory = await makeTemporaryDirectory()
  const database = await openSqliteDatabase({
    databaseUrl: undefined,
    dataDirectory: directory.path,
    projectDirectory: findProjectDirectory(),
    clock: new TestClock(),
    failpoint: () => undefined,
  })
  onTestFinished(async () => {
    await database.close()
    await directory.remove()
  })
  const ids = Array.from({ length: aoiClients }, (_, index) => `ac_${String(index).padStart(22, '0')}`)
  await database.write(({ prisma }) =>
    prisma.aoiClient.createMany({
      data: ids.map((id) => ({ id, secretHash: '00', createdAt: 1, lastSeenAt: 1 })),
    }),
  )
  let transactions = 0
  const counted: Database = {
    ...database,
    writeRaw: (work) => {
      transactions += 1
      return database.writeRaw(work)
    },
  }
  return { counted, ids, count: () => transactions }
}

it('opens the sessions that are asked for at once in few transactions', async () => {
  const { counted, ids, count } = await openDatabase(LIMITS.sessionsPerCommit * 2)
  const opener = new SessionOpener(counted)
  const opened = await Promise.all(ids.map((aoiClientId) => opener.open({ aoiClientId, at: 2 })))
  expect(opened).toEqual(ids.map(() => ({ sessionNumber: 1, registrations: [] })))
  expect(count()).toBeLessThanOrEqual(3)
})

it('gives two sessions of one AOI Client two numbers, and one that is not registered none', async () => {
  const { counted, ids } = await openDatabase(1)
  const opener = new SessionOpener(counted)
  const [aoiClientId = ''] = ids
  const opened = await Promise.all(
    [aoiClientId, aoiClientId, 'ac_none'].map((id) => opener.open({ aoiClientId: id, at: 2 })),
  )
  expect(opened.map((session) => session?.sessionNumber)).toEqual([1, 2, undefined])
})
