import { createHash } from 'node:crypto'
import type { Transaction } from '@prisma/driver-adapter-utils'
import type { MovedTable } from '#protocol/move-database.ts'
import { statement } from '../connection/single-connection.ts'
import type { MoveParts } from './copy-table.ts'
import type { Table } from './read-tables.ts'
import { readSource, type TextRow } from './source-rows.ts'
import { ruleOf } from './values.ts'

const FETCHED_ROWS = 1000

/** Compares a table row by row, as both databases have it. Throws one sentence that names the first difference. */
export async function compareTable(table: Table, parts: MoveParts): Promise<MovedTable> {
  const { source, transaction, report, signal } = parts
  report(`comparing ${table.name}`)
  const hash = createHash('sha256')
  let rows = 0
  const theirs = readTarget(transaction, table)
  for (const row of readSource(source, table)) {
    signal.throwIfAborted()
    const ours = JSON.stringify(row)
    const { value } = await theirs.next()
    rows += 1
    if (JSON.stringify(value) !== ours)
      throw new Error(
        `row ${rows} of ${table.name} is another one in PostgreSQL: nothing was moved. Report it`,
      )
    hash.update(ours).update('\n')
  }
  if ((await theirs.next()).done !== true)
    throw new Error(`PostgreSQL has more rows of ${table.name}: nothing was moved. Report it`)
  return { table: table.name, rows, sha256: hash.digest('hex') }
}

/** Reads the rows in the order of their keys, byte by byte as SQLite orders texts. */
async function* readTarget(
  transaction: Transaction,
  { name, columns, key }: Table,
): AsyncGenerator<TextRow, undefined> {
  const texts = columns.map((column) => ruleOf(column.type).postgresql(`t."${column.name}"`))
  const order = key.map((column) => orderBy(column, columns)).join(', ')
  await transaction.executeRaw(
    statement(
      `DECLARE compared NO SCROLL CURSOR FOR SELECT ${texts.join(', ')} FROM "${name}" t ORDER BY ${order}`,
    ),
  )
  for (;;) {
    const { rows } = await transaction.queryRaw(statement(`FETCH ${FETCHED_ROWS} FROM compared`))
    if (rows.length === 0) break
    for (const row of rows) yield row as TextRow
  }
  await transaction.executeRaw(statement('CLOSE compared'))
  return undefined
}

/** With the name of its table, because a name alone is that of a selected text. */
function orderBy(name: string, columns: Table['columns']): string {
  const isText = columns.some((column) => column.name === name && column.type === 'text')
  return isText ? `t."${name}" COLLATE "C"` : `t."${name}"`
}
