import { join } from 'node:path'
import { DriverAdapterError } from '@prisma/driver-adapter-utils'
import { expect, it, onTestFinished } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { isWriteConflict, translateDatabaseError } from './database-errors.ts'
import { statement } from './single-connection.ts'
import { connectSqlite } from './sqlite-connection.ts'

const full = new DriverAdapterError({ kind: 'sqlite', extendedCode: 13, message: 'database or disk is full' })
const syntax = new DriverAdapterError({ kind: 'sqlite', extendedCode: 1, message: 'near "TABEL"' })
const shutdown = new DriverAdapterError({
  kind: 'postgres',
  code: '57P01',
  severity: 'FATAL',
  message: 'terminating connection',
  detail: undefined,
  column: undefined,
  hint: undefined,
})
const deadlock = new DriverAdapterError({ kind: 'TransactionWriteConflict' })

it.for([
  ['a full disk', full],
  ['a server that shuts down', shutdown],
  ['a deadlock', deadlock],
  ['a pool that ended with the server', new Error('Cannot use a pool after calling end on the pool')],
  ['a timeout of Prisma', Object.assign(new Error(), { code: 'P2028' })],
  [
    'a full disk under an error of Prisma',
    Object.assign(new Error(), { code: 'P2010', meta: { driverAdapterError: full } }),
  ],
] as const)('calls %s unavailable, to be tried again', ([, error]) => {
  expect(translateDatabaseError(error)).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
})

it('leaves an error of ours and a mistake as they are', () => {
  const own = new AoiError('unauthorized', 'the AOI Client ID is not registered')
  const mistake = Object.assign(new Error(), { code: 'P2002' })
  for (const error of [own, syntax, mistake, undefined, 'text'])
    expect(translateDatabaseError(error)).toBe(error)
})

it('knows a conflict between transactions', () => {
  expect(isWriteConflict(Object.assign(new Error(), { code: 'P2034' }))).toBe(true)
  expect(isWriteConflict(deadlock)).toBe(true)
  expect(isWriteConflict(full)).toBe(false)
})

it('answers unavailable while another process holds the write lock, and works again after', {
  timeout: 30_000,
}, async () => {
  const { store, dataDirectory, remove } = await openTemporaryStore({ clock: systemClock })
  onTestFinished(remove)
  const other = await connectSqlite(join(dataDirectory, 'aoi.db'))
  onTestFinished(() => other.dispose())
  await other.executeRaw(statement('BEGIN IMMEDIATE'))
  await expect(store.checkWrite()).rejects.toMatchObject({ code: 'unavailable' })
  await other.executeRaw(statement('ROLLBACK'))
  await expect(store.checkWrite()).resolves.toBeUndefined()
})
