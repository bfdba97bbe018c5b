import { onTestFinished } from 'vitest'
import type { Database } from '#server/db/connection/database.ts'
import { findProjectDirectory } from '#server/db/project-directory.ts'
import { openSqliteDatabase } from '#server/db/sqlite/sqlite-database.ts'
import { makeTemporaryDirectory } from './temporary-database.ts'
import { TestClock } from './test-clock.ts'

/**
 * Opens a database with `aoiClients` AOI Clients for one test. It counts transactions and reads that bypass Prisma's
 * client.
 */
export async function openCountedDatabase(aoiClients: number) {
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
  const counts = { transactions: 0, readings: 0 }
  const counted: Database = {
    ...database,
    writeRaw: (work) => {
      counts.transactions += 1
      return database.writeRaw(work)
    },
    readRaw: (work) => {
      counts.readings += 1
      return database.readRaw(work)
    },
  }
  return { database: counted, ids, counts }
}
