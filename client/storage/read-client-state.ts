import { findBase64urlBytes } from '../../protocol/base64url.ts'
import type { Credential } from '../journal/journal-state.ts'
import { applyRecord, emptyJournalState } from '../journal/journal-state.ts'
import type { PushKeys } from '../push/crypto/push-keys.ts'
import { pushKeysOf } from '../push/crypto/push-keys.ts'
import { loadIndexedDb } from './indexed-db-storage.ts'

/** The parts of an AOI Client's state that its service worker needs. */
export type ClientStateReading = {
  credential: Credential
  /** The keys of the token's subscription; `undefined` if this AOI Client has none. */
  findKeys(clientAppToken: string): PushKeys | undefined
}

/**
 * Reads the state that an AOI Client keeps in the IndexedDB database `name`, without holding it: a service worker may
 * call this while a page runs the AOI Client. `undefined` if the AOI Client has not registered itself yet. Rejects with
 * `AoiClientError('storage')`.
 */
export async function readClientState(
  name: string,
  factory: IDBFactory = indexedDB,
): Promise<ClientStateReading | undefined> {
  const state = emptyJournalState()
  // Written by this very library. The schemas would make a worker many times larger.
  for (const record of await loadIndexedDb(name, factory)) applyRecord(state, record)
  const { credential, tokens } = state
  if (credential === undefined) return undefined
  return {
    credential,
    findKeys: (clientAppToken) => {
      const [stored] = tokens.get(clientAppToken)?.subscriptions.values() ?? []
      if (stored === undefined) return undefined
      const [privateKey, auth] = [findBase64urlBytes(stored.privateKey), findBase64urlBytes(stored.auth)]
      return privateKey && auth && pushKeysOf({ privateKey, auth })
    },
  }
}
