import { afterEach, describe, expect, it } from 'vitest'
import type { ClientStorage } from './client-storage.ts'

export type StoragePlace = {
  /** Opens the same place; called again after the one before was closed. */
  open: () => Promise<ClientStorage>
  remove: () => Promise<void>
}

/** The tests that every `ClientStorage` must pass. */
export function runStorageContract(name: string, makePlace: () => Promise<StoragePlace>): void {
  describe(`${name} storage`, () => {
    const cleanups: (() => Promise<void>)[] = []
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
    })

    const preparePlace = async () => {
      const place = await makePlace()
      cleanups.push(place.remove)
      const use = async <Result>(run: (storage: ClientStorage) => Promise<Result>) => {
        const storage = await place.open()
        try {
          return await run(storage)
        } finally {
          await storage.close()
        }
      }
      return { use, load: () => use(async (storage) => (await storage.load()).records) }
    }

    it('is empty at first', async () => {
      const { use } = await preparePlace()
      expect(await use((storage) => storage.load())).toEqual({ records: [], cutBytes: 0 })
    })

    it('keeps appended records in order, across closing and opening', async () => {
      const { use, load } = await preparePlace()
      const text = 'ünï\ncode \u2028 "quoted" \\ 😀'
      await use(async (storage) => {
        await storage.load()
        await storage.append([{ n: 1 }, { n: 2, text }], 'synced')
        await storage.append([{ n: 3, nested: { list: [null, true, 1.5, ''] } }], 'written')
      })
      await use(async (storage) => {
        await storage.load()
        await storage.append([{ n: 4 }], 'synced')
      })
      const nested = { list: [null, true, 1.5, ''] }
      expect(await load()).toEqual([{ n: 1 }, { n: 2, text }, { n: 3, nested }, { n: 4 }])
    })

    it('keeps a thousand small records and one of a megabyte', async () => {
      const { use, load } = await preparePlace()
      const records = [...Array.from({ length: 1000 }, (_, n) => ({ n })), { big: 'x'.repeat(1_000_000) }]
      await use((storage) => storage.append(records, 'synced'))
      expect(await load()).toEqual(records)
    })

    it('replaces all records, and appends after them', async () => {
      const { use, load } = await preparePlace()
      await use(async (storage) => {
        await storage.append([{ n: 1 }, { n: 2 }], 'synced')
        await storage.replace([{ only: true }])
        await storage.append([{ n: 3 }], 'synced')
      })
      expect(await load()).toEqual([{ only: true }, { n: 3 }])
      await use((storage) => storage.replace([]))
      expect(await load()).toEqual([])
    })
  })
}
