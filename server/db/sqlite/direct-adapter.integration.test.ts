import { join } from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import type { SqlDriverAdapter, SqlQuery } from '@prisma/driver-adapter-utils'
import { expect, it, onTestFinished } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { rawConnection } from '../connection/raw-connection.ts'
import { DirectAdapter } from './direct-adapter.ts'
import { CommittingClient } from './sqlite-client.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

const TABLES = [
  'PRAGMA foreign_keys = ON',
  'CREATE TABLE "T" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL UNIQUE, "bytes" BLOB)',
  'CREATE TABLE "C" ("t" INTEGER REFERENCES "T")',
  `INSERT INTO "T" VALUES (1, 'a', x'0102')`,
]

/** Prisma's adapter, and ours on the same connection. */
async function openBoth() {
  const directory = await makeTemporaryDirectory()
  const client = new CommittingClient(join(directory.path, 'a.db'))
  class Factory extends PrismaLibSql {
    override createClient() {
      return client
    }
  }
  const prisma: SqlDriverAdapter = await new Factory({ url: 'file:unused' }).connect()
  const direct = new DirectAdapter(prisma, client)
  onTestFinished(async () => {
    await direct.dispose()
    await directory.remove()
  })
  for (const sql of TABLES) await prisma.executeRaw({ sql, args: [], argTypes: [] })
  return { prisma, direct }
}

const raw = (sql: string): SqlQuery & { isRaw: true } => ({ sql, args: [], argTypes: [], isRaw: true })

it.each([
  ['a key that exists', `INSERT INTO "T" VALUES (1, 'b', NULL)`, 'UniqueConstraintViolation'],
  ['a value that exists', `INSERT INTO "T" VALUES (2, 'a', NULL)`, 'UniqueConstraintViolation'],
  ['a missing value', 'INSERT INTO "T" VALUES (2, NULL, NULL)', 'NullConstraintViolation'],
  ['a missing row', 'INSERT INTO "C" VALUES (7)', 'ForeignKeyConstraintViolation'],
  ['a missing table', 'SELECT * FROM "Missing"', 'sqlite'],
  ['a wrong statement', 'SELECT FROM', 'sqlite'],
])('names the error of %s as Prisma does', async (_, sql, kind) => {
  const { prisma, direct } = await openBoth()
  const cause = { kind, originalCode: expect.any(String) }
  await expect(direct.executeRaw(raw(sql))).rejects.toMatchObject({ name: 'DriverAdapterError', cause })
  await expect(prisma.executeRaw({ sql, args: [], argTypes: [] })).rejects.toMatchObject({ cause: { kind } })
})

it('passes numbers, texts, bytes and NULL through raw statements', async () => {
  const { direct } = await openBoth()
  const connection = rawConnection(direct, sqliteDialect)
  const changed = await connection.prisma.$executeRaw`
    INSERT INTO "T" SELECT r."id", r."name", r."bytes" FROM ${sqliteDialect.rows(
      { id: 'integer', name: 'text', bytes: 'bytes' },
      [
        { id: 2, name: '2', bytes: 'ff' },
        { id: 2 ** 52, name: 'c' },
      ],
    )}`
  expect(changed).toBe(2)
  expect(await connection.prisma.$queryRaw`SELECT * FROM "T" ORDER BY "id"`).toEqual([
    { id: 1, name: 'a', bytes: new Uint8Array([1, 2]) },
    { id: 2, name: '2', bytes: new Uint8Array([255]) },
    { id: 2 ** 52, name: 'c', bytes: null },
  ])
})

it('selects one column of one row, of several and of none', async () => {
  const { direct } = await openBoth()
  const { prisma } = rawConnection(direct, sqliteDialect)
  const select = (values: readonly { name: string | null }[]) =>
    prisma.$queryRaw`SELECT r."name" FROM ${sqliteDialect.rows({ name: 'text' }, values)}`
  const rows = [{ name: '{"a":1}' }, { name: '7' }, { name: null }]
  expect(await select(rows)).toEqual(rows)
  expect(await select(rows.slice(0, 1))).toEqual(rows.slice(0, 1))
  expect(await select([])).toEqual([])
})
