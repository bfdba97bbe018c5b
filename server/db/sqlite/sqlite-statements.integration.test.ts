import { join } from 'node:path'
import Database from 'libsql'
import { expect, it, onTestFinished } from 'vitest'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { SqliteStatements } from './sqlite-statements.ts'

const INSERT = 'INSERT INTO "T" VALUES (?, ?)'
const SELECT = 'SELECT "id", "name" FROM "T" WHERE "id" = ?'

/** A database with one table, and the texts that its connection prepared. */
async function openStatements() {
  const directory = await makeTemporaryDirectory()
  const connection = new Database(join(directory.path, 'a.db'))
  const prepared: string[] = []
  const prepare = connection.prepare.bind(connection)
  connection.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as typeof connection.prepare
  const statements = new SqliteStatements(connection)
  onTestFinished(async () => {
    statements.clear()
    connection.close()
    await directory.remove()
  })
  connection.exec('CREATE TABLE "T" ("id" INTEGER PRIMARY KEY, "name" TEXT UNIQUE)')
  const count = (sql: string) => prepared.filter((text) => text === sql).length
  return { statements, connection, count }
}

it('prepares a text once, and runs it with the arguments of each call', async () => {
  const { statements, count } = await openStatements()
  for (const id of [1, 2, 3]) {
    expect(statements.execute(INSERT, [id, `n${id}`])).toMatchObject({ rowsAffected: 1, rows: [] })
    expect(statements.execute(SELECT, [id])).toMatchObject({
      columns: ['id', 'name'],
      columnTypes: ['INTEGER', 'TEXT'],
      rows: [[id, `n${id}`]],
    })
  }
  expect(count(INSERT)).toBe(1)
  expect(count(SELECT)).toBe(1)
})

it('returns the rows of a statement that changes rows and reads them', async () => {
  const { statements } = await openStatements()
  const sql = 'INSERT INTO "T" VALUES (?, ?) RETURNING "name"'
  expect(statements.execute(sql, [1, 'a']).rows).toEqual([['a']])
  expect(statements.execute(sql, [2, 'b']).rows).toEqual([['b']])
})

it('forgets a statement that failed, and the transaction goes on and commits', async () => {
  const { statements, connection, count } = await openStatements()
  statements.execute('BEGIN IMMEDIATE', [])
  statements.execute(INSERT, [1, 'a'])
  expect(() => statements.execute(INSERT, [2, 'a'])).toThrow(
    expect.objectContaining({ name: 'LibsqlError', rawCode: 2067 }),
  )
  statements.execute(INSERT, [3, 'c'])
  connection.exec('COMMIT')
  expect(count(INSERT)).toBe(2)
  expect(statements.execute('SELECT "id" FROM "T"', []).rows).toEqual([[1], [3]])
})

it('keeps no copy of long arguments', async () => {
  const { statements, count } = await openStatements()
  statements.execute(INSERT, [1, 'x'.repeat(65_537)])
  statements.execute(INSERT, [2, 'y'])
  statements.execute(INSERT, [3, 'z'])
  expect(count(INSERT)).toBe(2)
})

it('evicts the statement that was not used for the longest time', async () => {
  const { statements, count } = await openStatements()
  const numbered = (index: number) => `SELECT ${index}`
  statements.execute(SELECT, [1])
  statements.execute(numbered(0), [])
  for (let index = 1; index < 128; index += 1) {
    statements.execute(numbered(index), [])
    statements.execute(SELECT, [1])
  }
  statements.execute(numbered(0), [])
  expect(count(SELECT)).toBe(1)
  expect(count(numbered(0))).toBe(2)
})

it('reads a row as it is after the table got another column', async () => {
  const { statements, connection } = await openStatements()
  statements.execute(INSERT, [1, 'a'])
  expect(statements.execute(SELECT, [1]).rows).toEqual([[1, 'a']])
  connection.exec('ALTER TABLE "T" ADD COLUMN "age" INTEGER')
  connection.exec(`UPDATE "T" SET "name" = 'b'`)
  expect(statements.execute(SELECT, [1]).rows).toEqual([[1, 'b']])
})

it('rounds no integer, and passes on bytes and booleans', async () => {
  const { statements } = await openStatements()
  expect(statements.execute('SELECT ?, ?, ?', [12n, true, new Uint8Array([1, 2])]).rows).toEqual([
    [12, 1, new Uint8Array([1, 2]).buffer],
  ])
  expect(() => statements.execute('SELECT 9007199254740993', [])).toThrow(RangeError)
  expect(() => statements.execute('SELECT ?', [Number.NaN])).toThrow(RangeError)
})
