import { systemClock } from '#server/ops/system-clock.ts'
import { runStorageContract, runStoreContract } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'

runStoreContract({ name: 'SQLite', open: () => openTemporaryStore({ clock: systemClock }) })
runStorageContract({
  name: 'SQLite',
  open: async (quotas) => {
    const { store, ...opened } = await openTemporaryStore({ clock: systemClock, quotas })
    return { ...opened, nodes: [store] }
  },
})
