import type { ClientStorage } from './client-storage.ts'

/** Keeps the journal as long as `place` lives: for tests, and for apps that start fresh each time. */
export function memoryStorage(place: { records: string[] } = { records: [] }): ClientStorage {
  const encode = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record))
  return {
    load: async () => ({ records: place.records.map((record): unknown => JSON.parse(record)), cutBytes: 0 }),
    append: async (records) => {
      place.records.push(...encode(records))
    },
    replace: async (records) => {
      place.records = encode(records)
    },
    close: async () => undefined,
  }
}
