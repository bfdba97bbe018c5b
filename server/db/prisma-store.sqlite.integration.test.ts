import { expect } from 'vitest'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { runStorageContract, runStoreContract } from '#server/testing/store-contract.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { keepData } from './backup/keep-data.ts'

runStoreContract({
  name: 'SQLite',
  histories: 10,
  open: async () => {
    const opened = await openTemporaryStore({ clock: systemClock })
    const remove = async () => {
      const faults = await findFaults(opened.dataDirectory)
      await opened.remove()
      expect(faults).toEqual([])
    }
    return { ...opened, remove }
  },
})

/** Every state that the contract leaves behind keeps the promises that `aoi admin verify` checks. */
async function findFaults(dataDirectory: string) {
  const notificationSeconds = LIMITS.notificationKeptSeconds
  return (await keepData.verify({ dataDirectory, notificationSeconds, report: () => {} })).faults
}

runStorageContract({
  name: 'SQLite',
  histories: 8,
  open: async (quotas) => {
    const { store, ...opened } = await openTemporaryStore({ clock: systemClock, quotas })
    return { ...opened, nodes: [store] }
  },
})
