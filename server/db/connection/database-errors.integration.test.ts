import { join } from 'node:path'
import { DriverAdapterError } from '@prisma/driver-adapter-utils'
import { expect, it, onTestFinished } from 'vitest'
import { AoiError } from '#server/core/errors.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { connectSqlite } from '../sqlite/sqlite-connection.ts'
import { isWriteConflict, translateDatabaseError } from './database-errors.ts'
import { statement } from './single-connection.ts'

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
] as const)('translates %s to unavailable, with a time to retry', ([, error]) => {
  expect(translateDatabaseError(error)).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) })
})

const postgresql = (code: string) =>
  new DriverAdapterError({
    ...{ kind: 'postgres', code, severity: 'ERROR', message: code },
    ...{ detail: undefined, column: undefined, hint: undefined },
  })
const sqlite = (extendedCode: number) => new DriverAdapterError({ kind: 'sqlite', extendedCode, message: '' })

it.for([
  [postgresql('25006'), 'the database is read-only'],
  [postgresql('53100'), 'the disk of the database is full'],
  [postgresql('57014'), 'the database cancelled a statement that took too long'],
  [postgresql('55P03'), 'a lock in the database was not granted in time'],
  [postgresql('26000'), 'a connection pooler without prepared statements is in front of the database'],
  [postgresql('42P05'), 'a connection pooler without prepared statements is in front of the database'],
  [postgresql('08006'), 'the connection to the database was lost'],
  [
    new DriverAdapterError({ kind: 'AuthenticationFailed' }),
    'the database refuses the user or the password of the server',
  ],
  [sqlite(8), 'the database is read-only'],
  [sqlite(1032), 'the database is read-only'],
  [sqlite(13), 'the disk of the database is full'],
  [sqlite(778), 'the database file cannot be read or written'],
  [
    Object.assign(new Error(), { code: 'EHOSTUNREACH', syscall: 'connect' }),
    'the connection to the database was lost',
  ],
  [
    Object.assign(new Error(), { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }),
    'the connection to the database was lost',
  ],
  [
    Object.assign(new Error(), { code: 'ECONNREFUSED', errors: [] }),
    'the connection to the database was lost',
  ],
] as const)('names the reason for the unavailable database, for the error %#', ([error, reason]) => {
  expect(translateDatabaseError(error)).toMatchObject({ code: 'unavailable', message: reason })
})

it('leaves our own errors and programming errors as they are', () => {
  const own = new AoiError('unauthorized', 'the AOI Client ID is not registered')
  const mistake = Object.assign(new Error(), { code: 'P2002' })
  for (const error of [own, syntax, mistake, undefined, 'text'])
    expect(translateDatabaseError(error)).toBe(error)
})

it('recognises a conflict between transactions', () => {
  expect(isWriteConflict(Object.assign(new Error(), { code: 'P2034' }))).toBe(true)
  expect(isWriteConflict(deadlock)).toBe(true)
  expect(isWriteConflict(full)).toBe(false)
})

it('reports unavailable while another process holds the write lock, and works again afterwards', {
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
