import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientStorage, Durability } from './client-storage.ts'

const STORE = 'journal'

export type IndexedDbOptions = {
  /** Default: the browser's. */
  factory?: IDBFactory
  /** Default: the browser's Web Locks, where it has them. */
  locks?: Pick<LockManager, 'request'> | undefined
}

/**
 * Keeps the journal in the IndexedDB database `name`. One tab at a time: rejects with `AoiClientError('storage')` while
 * another has it.
 */
export async function openIndexedDbStorage(
  name: string,
  options: IndexedDbOptions = {},
): Promise<ClientStorage> {
  const unlock = await lock(
    `aoi-client ${name}`,
    'locks' in options ? options.locks : globalThis.navigator?.locks,
  )
  try {
    return new IndexedDbStorage(await openDatabase(name, options.factory ?? indexedDB), unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

class IndexedDbStorage implements ClientStorage {
  readonly #database: IDBDatabase
  readonly #unlock: () => void

  constructor(database: IDBDatabase, unlock: () => void) {
    this.#database = database
    this.#unlock = unlock
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

  replace(records: readonly unknown[]) {
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
      const fail = (error: unknown) => reject(storageError(error))
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

/** Holds the Web Lock `name` until the answer is called or the tab ends. */
function lock(name: string, locks: Pick<LockManager, 'request'> | undefined): Promise<() => void> {
  if (locks === undefined) return Promise.resolve(() => undefined)
  return new Promise((resolve, reject) => {
    const hold = (granted: Lock | null): Promise<void> | undefined => {
      if (granted !== null) return new Promise((release) => resolve(() => release()))
      reject(
        new AoiClientError(
          'storage',
          'the state is in use by another tab: close that one, or use another name',
        ),
      )
      return undefined
    }
    locks.request(name, { ifAvailable: true }, hold).catch((error: unknown) => reject(storageError(error)))
  })
}

function storageError(error: unknown): AoiClientError {
  const cause = error instanceof Error ? error.message : 'the write was aborted'
  return new AoiClientError('storage', `the browser's storage cannot be used: ${cause}`)
}
