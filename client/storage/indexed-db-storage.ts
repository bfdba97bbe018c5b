import { AoiClientError } from '../aoi-client-error.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import type { ClientStorage, Durability } from './client-storage.ts'
import type { TabLockOptions } from './tab-lock.ts'
import { lockTab } from './tab-lock.ts'

const STORE = 'journal'

export type IndexedDbOptions = TabLockOptions & {
  /** Default: the browser's. */
  factory?: IDBFactory
}

/**
 * Keeps the journal in the IndexedDB database `name`. One tab at a time: waits while another tab holds it, or rejects
 * with `AoiClientError('storage')` if `ifInUse` is `refuse`.
 */
export async function openIndexedDbStorage(
  name: string,
  options: IndexedDbOptions = {},
): Promise<ClientStorage> {
  const locks = 'locks' in options ? options.locks : globalThis.navigator?.locks
  const unlock = await lockTab(`aoi-client ${name}`, { ...options, locks })
  try {
    const open = () => openDatabase(name, options.factory ?? indexedDB)
    return new IndexedDbStorage(await open(), { open, unlock })
  } catch (error) {
    unlock()
    throw error
  }
}

/** Reads the records of the database `name` without holding it, oldest first. */
export async function loadIndexedDb(name: string, factory: IDBFactory): Promise<JournalRecord[]> {
  const database = await openDatabase(name, factory)
  try {
    return await settled(database.transaction(STORE, 'readonly').objectStore(STORE).getAll())
  } finally {
    database.close()
  }
}

class IndexedDbStorage implements ClientStorage {
  readonly #open: () => Promise<IDBDatabase>
  readonly #unlock: () => void
  #database: IDBDatabase
  /** The browser has closed the database (site data cleared), or a write has failed. */
  #isDoubtful = false

  constructor(database: IDBDatabase, parts: { open: () => Promise<IDBDatabase>; unlock: () => void }) {
    this.#database = database
    this.#open = parts.open
    this.#unlock = parts.unlock
  }

  async load() {
    const request = this.#database.transaction(STORE, 'readonly').objectStore(STORE).getAll()
    return { records: (await settled(request)) as unknown[], cutBytes: 0 }
  }

  append(records: readonly unknown[], durability: Durability) {
    return this.#write(durability, (store) => {
      for (const record of records) store.add(record)
    })
  }

  async replace(records: readonly unknown[]) {
    if (this.#isDoubtful) {
      this.#database.close()
      this.#database = await this.#open()
      this.#isDoubtful = false
    }
    return this.#write('synced', (store) => {
      store.clear()
      for (const record of records) store.add(record)
    })
  }

  async close() {
    this.#database.close()
    this.#unlock()
  }

  #write(durability: Durability, write: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.#isDoubtful = true
        reject(storageError(error))
      }
      try {
        const options: IDBTransactionOptions = { durability: durability === 'synced' ? 'strict' : 'relaxed' }
        const transaction = this.#database.transaction(STORE, 'readwrite', options)
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => fail(transaction.error)
        write(transaction.objectStore(STORE))
      } catch (error) {
        fail(error)
      }
    })
  }
}

function openDatabase(name: string, factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true })
  return settled(request)
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storageError(request.error))
  })
}

function storageError(error: unknown): AoiClientError {
  const cause = error instanceof Error ? error.message : 'the browser aborted the write'
  return new AoiClientError('storage', `the browser's storage cannot be used: ${cause}`)
}
