import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { silentLog } from '../client-log.ts'
import type { ClientStorage } from '../storage/client-storage.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { Journal } from './journal.ts'
import type { JournalRecord } from './journal-record.ts'
import { applyRecord, emptyJournalState, snapshotRecords } from './journal-state.ts'

const tokens = ['g1', 'u1'].map((kind) => `${kind}${'t'.repeat(43)}`)
const clientAppToken = fc.constantFrom(...tokens)
const instance = fc.constantFrom('default', 'other')
const id = fc.constantFrom('n1', 'n2', 'n3')
const notification = fc.record({
  id,
  seq: fc.integer({ min: 1, max: 9 }),
  sentAt: fc.constant('2030-01-01T00:00:00.000Z'),
  expiresAt: fc.constant('2030-01-02T00:00:00.000Z'),
  payload: fc.constantFrom<'text' | null>('text', null),
})
const attempts = fc.integer({ min: 1, max: 5 })
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({ kind: fc.constant('epoch' as const), epoch: fc.constantFrom('e1', 'e2') }),
  fc.record({
    kind: fc.constant('registered' as const),
    clientAppToken,
    applicationName: fc.constant('app'),
    tokenScope: fc.constant(''),
    desc: fc.constantFrom('OK', 'short seed'),
  }),
  fc.record({ kind: fc.constantFrom('joined' as const, 'left' as const), clientAppToken, instance }),
  fc.record({ kind: fc.constant('revoked' as const), clientAppToken }),
  fc.record({
    kind: fc.constant('received' as const),
    clientAppToken,
    notification,
    waiting: fc.uniqueArray(instance),
  }),
  fc.record({ kind: fc.constant('cursor' as const), clientAppToken, seq: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constantFrom('handled' as const, 'retried' as const), clientAppToken, id, instance }),
  fc.record({ kind: fc.constant('failed' as const), clientAppToken, id, instance, attempts }),
  fc.record({
    kind: fc.constant('parked' as const),
    clientAppToken,
    id,
    instance,
    attempts,
    error: fc.constant('no'),
    parkedAt: fc.constant(1),
  }),
)

const stateOf = (records: readonly JournalRecord[]) => {
  const state = emptyJournalState()
  for (const record of records) applyRecord(state, record)
  return state
}

const token = tokens[0] ?? ''
const registered: JournalRecord = {
  kind: 'registered',
  clientAppToken: token,
  applicationName: 'app',
  tokenScope: '',
  desc: 'OK',
}
const joined: JournalRecord = { kind: 'joined', clientAppToken: token, instance: 'default' }
const received = (seq: number): JournalRecord => ({
  kind: 'received',
  clientAppToken: token,
  notification: { id: `n${seq}`, seq, sentAt: '', expiresAt: '', payload: { seq } },
  waiting: ['default'],
})

describe('the journal’s state', () => {
  it('is the same from its snapshot as from its history', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        const state = stateOf(records)
        expect(stateOf(snapshotRecords(state))).toEqual(state)
      }),
      { numRuns: 300 },
    )
  })

  it('drops its cursors when the server’s epoch changes, and keeps its notifications', () => {
    const state = stateOf([
      { kind: 'epoch', epoch: 'e1' },
      registered,
      joined,
      received(7),
      { kind: 'epoch', epoch: 'e2' },
    ])
    expect(state.tokens.get(token)).toMatchObject({ cursor: 0 })
    expect([...(state.tokens.get(token)?.held.keys() ?? [])]).toEqual(['n7'])
  })

  it('drops a token together with its last instance, and not earlier', () => {
    const left = (name: string): JournalRecord => ({ kind: 'left', clientAppToken: token, instance: name })
    const state = stateOf([registered, joined, { ...joined, instance: 'other' }, left('default')])
    expect([...(state.tokens.get(token)?.instances ?? [])]).toEqual(['other'])
    applyRecord(state, left('other'))
    expect(state.tokens.size).toBe(0)
  })
})

describe('the journal', () => {
  it('writes the records that were appended during a write in one batch', async () => {
    const { storage, calls, releaseWrites } = slowStorage()
    const journal = await Journal.open({ storage, log: silentLog })
    const first = journal.append([registered, joined], 'written')
    await expect.poll(() => calls.length).toBe(1)
    const rest = Promise.all(
      [received(1), received(2), received(3)].map((one) => journal.append([one], 'synced')),
    )
    releaseWrites()
    await Promise.all([first, rest])
    expect(calls).toEqual([
      { records: 2, durability: 'written' },
      { records: 3, durability: 'synced' },
    ])
  })

  it('compacts to the records still needed, and reads the same state back', async () => {
    const place: { records: string[] } = { records: [] }
    const journal = await Journal.open({ storage: memoryStorage(place), log: silentLog, compactRecords: 50 })
    await journal.append([registered, joined], 'synced')
    for (let seq = 1; seq <= 200; seq += 1) {
      await journal.append([received(seq)], 'synced')
      await journal.append(
        [{ kind: 'handled', clientAppToken: token, id: `n${seq}`, instance: 'default' }],
        'written',
      )
      expect(place.records.length).toBeLessThan(53)
    }
    const again = await Journal.open({ storage: memoryStorage(place), log: silentLog })
    expect(again.state).toEqual(journal.state)
    expect(again.state.tokens.get(token)?.cursor).toBe(200)
  })

  it('accepts no record after a failed write', async () => {
    const storage: ClientStorage = {
      ...memoryStorage(),
      append: () => Promise.reject(new Error('no space left')),
    }
    const journal = await Journal.open({ storage, log: silentLog })
    const both = [journal.append([registered], 'synced'), journal.append([joined], 'synced')]
    expect(await Promise.allSettled(both)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    await expect(journal.append([joined], 'written')).rejects.toThrow('no space left')
  })

  it('refuses an unknown record rather than lose it', async () => {
    const storage = memoryStorage({ records: [JSON.stringify({ kind: 'fromTheFuture' })] })
    await expect(Journal.open({ storage, log: silentLog })).rejects.toMatchObject({ code: 'storage' })
  })
})

/** A storage whose first write waits for `releaseWrites`. */
function slowStorage() {
  const calls: { records: number; durability: string }[] = []
  let releaseWrites: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    releaseWrites = resolve
  })
  const append: ClientStorage['append'] = (records, durability) => {
    calls.push({ records: records.length, durability })
    return released
  }
  return { storage: { ...memoryStorage(), append }, calls, releaseWrites }
}
