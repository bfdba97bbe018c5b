import { systemClock } from '#server/ops/system-clock.ts'
import { runStoreContract, runStoreLimits } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { createTemporaryPostgresqlDatabase } from '#server/testing/temporary-postgresql.ts'
import { openStore } from './open-store.ts'

const postgresql = { name: 'PostgreSQL', open: openOnPostgresql }

runStoreContract(postgresql)
runStoreLimits(postgresql)
runStoreLimits({ name: 'SQLite', open: () => openTemporaryStore({ clock: systemClock }) })

async function openOnPostgresql() {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const store = await openStore({ databaseUrl, dataDirectory: '', clock: systemClock })
  return {
    store,
    remove: async () => {
      await store.close()
      await remove()
    },
  }
}
