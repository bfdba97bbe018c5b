import { expect, test } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { createTemporaryPostgresqlDatabase, runSql } from '#server/testing/temporary-postgresql.ts'
import type { Database } from '../connection/database.ts'
import { findProjectDirectory } from '../project-directory.ts'
import { openPostgresqlDatabase } from './postgresql-database.ts'

const UNAVAILABLE = { code: 'unavailable', retryAfter: expect.any(Number) }
/** More connections than the pool has. */
const MANY = 12

const it = test.extend<{ database: Database }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures this one needs.
  database: async ({}, use) => {
    const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
    await runSql(databaseUrl, 'CREATE TABLE counter (n INT UNIQUE)')
    const database = await openPostgresqlDatabase({
      ...{ databaseUrl, dataDirectory: '', projectDirectory: findProjectDirectory() },
      ...{ clock: systemClock, failpoint: () => undefined, answerTimeoutMs: 500 },
    })
    await use(database)
    await database.close()
    await remove()
  },
})

function countRows(database: Database): Promise<number> {
  return database.readRaw(async ({ prisma }) => {
    const [row] = await prisma.$queryRaw<{ rows: number }[]>`SELECT count(*) AS rows FROM counter`
    return Number(row?.rows)
  })
}

it('gives up a statement without an answer together with its connection, and goes on', async ({
  database,
}) => {
  const hanging = database.writeRaw(async (tx) => {
    tx.send`INSERT INTO counter VALUES (1)`
    await tx.prisma.$queryRaw`SELECT 1 FROM pg_sleep(600)`
  })
  await expect(hanging).rejects.toMatchObject(UNAVAILABLE)
  expect(await countRows(database)).toBe(0)
})

it('has the server disconnect a client that leaves a transaction open', async ({ database }) => {
  const setting = database.readRaw(({ prisma }) => prisma.$queryRaw`SHOW idle_in_transaction_session_timeout`)
  expect(await setting).toEqual([{ idle_in_transaction_session_timeout: '500ms' }])
})

it('provides a connection after it has lost as many as the pool holds', async ({ database }) => {
  for (let round = 0; round < MANY; round += 1) {
    const losing = database.writeRaw(async (tx) => {
      await tx.prisma.$queryRaw`SELECT 1 FROM pg_terminate_backend(pg_backend_pid())`
    })
    await expect(losing).rejects.toMatchObject(UNAVAILABLE)
  }
  expect(await countRows(database)).toBe(0)
})

it('rolls back a transaction with a failed statement, names the reason, and keeps every connection usable', async ({
  database,
}) => {
  for (let round = 0; round < MANY; round += 1) {
    const failing = database.writeRaw(async (tx) => {
      tx.send`INSERT INTO counter VALUES (1)`
      tx.send`INSERT INTO counter VALUES (1)`
      tx.send`INSERT INTO counter VALUES (2)`
    })
    await expect(failing).rejects.toThrow(/unique/i)
  }
  expect(await countRows(database)).toBe(0)
})
