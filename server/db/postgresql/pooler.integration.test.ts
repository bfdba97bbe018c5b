import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { hasOldPgbouncer, Pgbouncer } from '#server/testing/pgbouncer.ts'
import { createTemporaryPostgresqlDatabase } from '#server/testing/temporary-postgresql.ts'
import { openStore } from '../open-store.ts'

const hasPooler = hasOldPgbouncer()
if (!hasPooler)
  console.log(
    'test: there is no PgBouncer before 1.21 on the PATH, so poolers are not tested (install pgbouncer)',
  )

async function open(poolMode: 'transaction' | 'session') {
  const database = await createTemporaryPostgresqlDatabase()
  onTestFinished(database.remove)
  const pooler = await Pgbouncer.start({ databaseUrl: database.databaseUrl, poolMode })
  onTestFinished(() => pooler.stop())
  return openStore({ databaseUrl: pooler.databaseUrl, dataDirectory: '', clock: systemClock })
}

it.runIf(hasPooler)(
  'detects PgBouncer 1.18 in transaction mode at start, and reports it in one sentence',
  async () => {
    await expect(open('transaction')).rejects.toThrow(
      /^A connection pooler without prepared statements stands between the AOI Server and PostgreSQL/,
    )
  },
)

it.runIf(hasPooler)('works through PgBouncer 1.18 in session mode', async () => {
  const store = await open('session')
  onTestFinished(() => store.close())
  await store.createAoiClient({ id: 'ac_1', secretHash: 'ab', createdAt: 1 })
  expect(await store.findAoiClient('ac_1')).toBeDefined()
})
