import { afterAll, expect } from 'vitest'
import { LIMITS } from '#protocol'
import { systemClock } from '#server/ops/system-clock.ts'
import { runStorageContract, runStoreContract } from '#server/testing/store-contract.ts'
import { deleteRows, openTemporaryStore } from '#server/testing/temporary-database.ts'
import { keepData } from './backup/keep-data.ts'

/** One store for all tests of the contract, because opening one takes longer than most of them. Each finds it without rows. */
let shared: ReturnType<typeof openTemporaryStore> | undefined

runStoreContract({
  name: 'SQLite',
  histories: 10,
  open: async () => {
    shared ??= openTemporaryStore({ clock: systemClock })
    const opened = await shared
    const remove = async () => {
      const faults = await findFaults(opened.dataDirectory)
      await deleteRows(opened)
      expect(faults).toEqual([])
    }
    return { ...opened, remove }
  },
})

afterAll(async () => (await shared)?.remove())

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
