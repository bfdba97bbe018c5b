import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { toBase64url } from '../../protocol/base64url.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import { makePushKeys } from '../push/crypto/push-keys.ts'
import { openIndexedDbStorage } from './indexed-db-storage.ts'
import { readClientState } from './read-client-state.ts'

const credential = { serverUrl: 'https://aoi.example', aoiClientId: 'ac_x', aoiClientSecret: 'secret' }

test('A worker reads credential and keys while a page holds the storage', async () => {
  const factory = new IDBFactory()
  expect(await readClientState('aoi', factory)).toBeUndefined()
  const storage = await openIndexedDbStorage('aoi', { factory, locks: undefined })
  const keys = makePushKeys()
  const [clientAppToken, instance] = ['g1a', 'push:one']
  const registered = {
    kind: 'registered',
    clientAppToken,
    applicationName: 'x',
    tokenScope: '',
    desc: 'OK',
  } as const
  const records: JournalRecord[] = [
    { kind: 'credential', ...credential },
    registered,
    { ...registered, clientAppToken: 'g1b' },
    { kind: 'joined', clientAppToken, instance },
    {
      ...{ kind: 'subscribed', clientAppToken, instance, userVisibleOnly: true, isRetiring: false },
      ...{ privateKey: toBase64url(keys.privateKey), auth: toBase64url(keys.auth) },
    },
  ]
  await storage.append(records, 'synced')
  const read = await readClientState('aoi', factory)
  expect(read?.credential).toEqual(credential)
  expect(read?.findKeys('g1a')).toEqual(keys)
  expect(read?.findKeys('g1b')).toBeUndefined()
  await storage.append([{ kind: 'left', clientAppToken, instance }], 'synced')
  expect((await readClientState('aoi', factory))?.findKeys('g1a')).toBeUndefined()
  await storage.close()
})
