import { systemClock } from '#server/ops/system-clock.ts'
import { runStoreContract } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'

runStoreContract({ name: 'SQLite', open: () => openTemporaryStore({ clock: systemClock }) })
