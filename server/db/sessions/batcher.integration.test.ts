import { expect, it, vi } from 'vitest'
import { LIMITS } from '#protocol'
import type { SessionWanted } from '#server/core/store.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { openCountedDatabase } from '#server/testing/counted-database.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import type { Database } from '../connection/database.ts'
import { Batcher } from './batcher.ts'
import { findAoiClients } from './find-aoi-clients.ts'
import { openSessions } from './open-sessions.ts'

const sessionsIn = (database: Database) =>
  new Batcher(systemClock, (wanted: readonly SessionWanted[]) => openSessions(database, wanted))
const clientsIn = (database: Database) =>
  new Batcher(systemClock, (wanted: readonly { aoiClientId: string }[]) => findAoiClients(database, wanted))

it('opens sessions that are requested at once in few transactions', async () => {
  const { database, ids, counts } = await openCountedDatabase(LIMITS.sessionsPerCommit * 2)
  const sessions = sessionsIn(database)
  const opened = await Promise.all(ids.map((aoiClientId) => sessions.add({ aoiClientId, at: 2 })))
  expect(opened).toEqual(ids.map(() => ({ sessionNumber: 1, registrations: [] })))
  expect(counts.transactions).toBeLessThanOrEqual(3)
})

it('gives two sessions of one AOI Client different numbers, and opens none for an unknown AOI Client', async () => {
  const { database, ids } = await openCountedDatabase(1)
  const sessions = sessionsIn(database)
  const [aoiClientId = ''] = ids
  const opened = await Promise.all(
    [aoiClientId, aoiClientId, 'ac_none'].map((id) => sessions.add({ aoiClientId: id, at: 2 })),
  )
  expect(opened.map((session) => session?.sessionNumber)).toEqual([1, 2, undefined])
})

it('batches requests that arrive shortly after a shared transaction', async () => {
  const { database, ids, counts } = await openCountedDatabase(5)
  const sessions = sessionsIn(database)
  const open = (aoiClientId: string | undefined) => sessions.add({ aoiClientId: aoiClientId ?? '', at: 2 })
  // The first begins at once, and the two others share the next transaction.
  await Promise.all(ids.slice(0, 3).map(open))
  expect(counts.transactions).toBe(2)
  const fourth = open(ids[3])
  await Promise.resolve()
  await Promise.all([fourth, open(ids[4])])
  expect(counts.transactions).toBe(3)
})

it('pauses four times as long as a batch took, so that later requests share the next', async () => {
  const clock = new TestClock()
  const batches: string[][] = []
  const batcher = new Batcher(clock, async (batch: readonly { aoiClientId: string }[]) => {
    clock.advance(5)
    batches.push(batch.map(({ aoiClientId }) => aoiClientId))
    return new Map(batch.map(({ aoiClientId }) => [aoiClientId, true]))
  })
  const add = (aoiClientId: string) => batcher.add({ aoiClientId })
  const first = add('a')
  const second = add('b')
  await first
  await vi.waitFor(() => expect(clock.waiting).toBe(1))
  clock.advance(19)
  expect(batches).toEqual([['a']])
  const third = add('c')
  clock.advance(1)
  await Promise.all([second, third])
  expect(batches).toEqual([['a'], ['b', 'c']])
})

it('finds AOI Clients with few statements, and none for an unknown or ended AOI Client', async () => {
  const { database, ids, counts } = await openCountedDatabase(20)
  const [there = '', ended = '', ...others] = ids
  await database.write(({ prisma }) =>
    prisma.aoiClient.update({ where: { id: ended }, data: { endedAt: 2 } }),
  )
  const clients = clientsIn(database)
  const wanted = [there, ended, 'ac_none', there, ...others]
  const found = await Promise.all(wanted.map((aoiClientId) => clients.add({ aoiClientId })))
  expect(found.map((client) => client?.id)).toEqual([there, undefined, undefined, there, ...others])
  expect(found[0]).toMatchObject({ secretHash: '00', createdAt: 1, lastSeenAt: 1, sessionNumber: 0 })
  expect(counts.readings).toBe(2)
})

it('rejects every request of a failed batch, and serves the next', async () => {
  const { database, ids } = await openCountedDatabase(2)
  let broken = true
  const clients = clientsIn({
    ...database,
    readRaw: (work) => (broken ? Promise.reject(new Error('away')) : database.readRaw(work)),
  })
  const outcomes = await Promise.allSettled(ids.map((aoiClientId) => clients.add({ aoiClientId })))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  broken = false
  expect((await clients.add({ aoiClientId: ids[0] ?? '' }))?.id).toBe(ids[0])
})
