import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '#server/ops/system-clock.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'
import { createTemporaryPostgresqlDatabase, querySql, runSql } from '#server/testing/temporary-postgresql.ts'
import { OfflineConnection, quote } from '../backup/offline-connection.ts'
import { openStore } from '../open-store.ts'
import { moveDatabase } from './move-database.ts'

/** More than nine, because numbers and their texts have different orders. */
const ROWS = 12

async function prepare() {
  const [{ path, remove }, target] = await Promise.all([
    makeTemporaryDirectory(),
    createTemporaryPostgresqlDatabase(),
  ])
  onTestFinished(async () => {
    await remove()
    await target.remove()
  })
  const dataDirectory = join(path, 'data')
  const store = await openStore({ dataDirectory, clock: systemClock })
  const { epoch, serverId } = store
  await store.close()
  const { databaseUrl } = target
  const move = (signal = new AbortController().signal, report: (step: string) => void = () => {}) =>
    moveDatabase({ dataDirectory, databaseUrl, report, signal })
  return { dataDirectory, databaseUrl, epoch, serverId, move }
}

/** A server makes the only row of these tables at its first start. */
const HAVE_ONE_ROW = ['Realm', 'AuditChain']

/** Fills every table of the schema with rows of every type, so that a table that is added later is covered as well. */
async function fill(dataDirectory: string): Promise<string[]> {
  const connection = new OfflineConnection(join(dataDirectory, 'aoi.db'), 'write')
  const names = connection
    .all(`SELECT "name" FROM sqlite_schema WHERE "type" = 'table' AND "name" NOT LIKE 'sqlite%'`)
    .map(({ name }) => String(name))
    .filter((name) => name !== '_prisma_migrations' && !HAVE_ONE_ROW.includes(name))
  await connection.execute('PRAGMA foreign_keys = OFF; BEGIN')
  for (const name of names) {
    const columns = connection.all(`SELECT * FROM pragma_table_info('${name}')`)
    for (let row = 1; row <= ROWS; row++) {
      const values = columns.map((column) => makeValue(column, row))
      await connection.execute(`INSERT OR REPLACE INTO "${name}" VALUES (${values.join(', ')})`)
    }
  }
  await connection.execute('COMMIT')
  const orphans = connection.all('SELECT * FROM pragma_foreign_key_check')
  connection.close()
  expect(orphans).toEqual([])
  return [...names, ...HAVE_ONE_ROW].sort()
}

/** Columns that the opened store reads as JSON. */
const LISTS = ['applications', 'grants']

/** The keys of all tables are the same numbers, or texts of them, so that each reference finds its row. */
function makeValue(column: Record<string, unknown>, row: number): string {
  const type = String(column.type)
  const isKeyed = Number(column.pk) > 0 || /Id$/.test(String(column.name))
  if (Number(column.notnull) === 0 && Number(column.pk) === 0 && row === 2) return 'NULL'
  if (type === 'BLOB') return row === 3 ? `X''` : `X'00ff${String(row).padStart(2, '0')}'`
  if (type === 'BOOLEAN') return String(row % 2)
  if (type === 'DATETIME')
    return row === 1 ? '1764460800123' : quote(`2026-11-29T13:01:${String(row).padStart(2, '0')}.123+00:00`)
  if (type === 'BIGINT' && !isKeyed) return `900719925474099${row}`
  if (type === 'INTEGER' || type === 'BIGINT') return String(row)
  if (LISTS.includes(String(column.name))) return quote(JSON.stringify([`com.example.${row}`]))
  // Upper case, an umlaut and a character beyond the basic plane: orders of text that depend on the locale differ here.
  return quote(
    isKeyed ? `${['a', 'B', 'ä', 'Z', '🙂'][row % 5]}${row}` : `it's "${row}" \\ ${'🙂'.repeat(row)}\n`,
  )
}

describe('a move to PostgreSQL', () => {
  it('copies every row of every table, keeps the epoch, and goes on after the highest ids', async () => {
    const { dataDirectory, databaseUrl, move, epoch, serverId } = await prepare()
    const names = await fill(dataDirectory)
    const connection = new OfflineConnection(join(dataDirectory, 'aoi.db'), 'write')
    // Ids that were given to rows that are gone.
    await connection.execute(`UPDATE sqlite_sequence SET "seq" = 700 WHERE "name" = 'Registration'`)
    connection.close()
    const moved = await move()
    expect(moved).toMatchObject({ epoch, serverId })
    expect(moved.tables.map(({ table }) => table).sort()).toEqual(names)
    for (const { table, rows } of moved.tables)
      expect(rows, table).toBe(HAVE_ONE_ROW.includes(table) ? 1 : ROWS)
    const [[seq], [next]] = [
      await querySql(databaseUrl, `SELECT nextval(pg_get_serial_sequence('"Registration"', 'id'))::text`),
      await querySql(databaseUrl, `SELECT nextval(pg_get_serial_sequence('"AuditEvent"', 'id'))::text`),
    ]
    expect([seq, next]).toEqual([['701'], [String(ROWS + 1)]])

    const store = await openStore({ dataDirectory, databaseUrl, clock: systemClock })
    expect([store.epoch, store.serverId]).toEqual([epoch, serverId])
    await store.close()
    await expect(openStore({ dataDirectory, clock: systemClock })).rejects.toThrow(/was moved to PostgreSQL/)
  })

  it('that is stopped leaves no row, and can be repeated', async () => {
    const { dataDirectory, databaseUrl, move } = await prepare()
    await fill(dataDirectory)
    const stopping = new AbortController()
    const stopped = move(stopping.signal, (step) => {
      if (step.startsWith('comparing Registration')) stopping.abort()
    })
    await expect(stopped).rejects.toThrow()
    expect(await querySql(databaseUrl, 'SELECT count(*)::text FROM "AoiClient"')).toEqual([['0']])
    const store = await openStore({ dataDirectory, clock: systemClock })
    await store.close()
    await move()
    expect(await querySql(databaseUrl, 'SELECT count(*)::text FROM "AoiClient"')).toEqual([[String(ROWS)]])
  })

  it('that was cut off after its commit is completed by the next one', async () => {
    const { dataDirectory, move } = await prepare()
    const first = await move()
    await rm(join(dataDirectory, 'moved-to-postgresql'))
    expect(await move()).toEqual(first)
    await expect(move()).rejects.toThrow(/was moved to PostgreSQL/)
  })

  it('is refused for a database with rows, and while the server runs', async () => {
    const { dataDirectory, databaseUrl, move } = await prepare()
    await runSql(
      databaseUrl,
      `INSERT INTO "AuditEvent" ("actor", "action", "subject", "at") VALUES ('a', 'b', 'c', 0)`,
    )
    await expect(move()).rejects.toThrow(/has rows in AuditEvent: name an empty one/)
    const store = await openStore({ dataDirectory, clock: systemClock })
    onTestFinished(() => store.close())
    await expect(move()).rejects.toThrow(/Another AOI Server is running/)
  })

  it('is refused where a schema has a column that the other lacks, or a type without a rule', async () => {
    const { databaseUrl, move } = await prepare()
    await runSql(databaseUrl, 'ALTER TABLE "AuditEvent" ADD COLUMN "extra" text')
    await expect(move()).rejects.toThrow(/other columns of AuditEvent/)
    await runSql(databaseUrl, 'ALTER TABLE "AuditEvent" DROP COLUMN "extra"')
    await runSql(databaseUrl, 'ALTER TABLE "AuditEvent" ALTER COLUMN "detail" TYPE jsonb USING NULL')
    await expect(move()).rejects.toThrow(/column detail of AuditEvent has the type jsonb/)
  })
})
