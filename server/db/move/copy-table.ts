import type { Transaction } from '@prisma/driver-adapter-utils'
import type { MoveRequest } from '#protocol/move-database.ts'
import { systemClock } from '#server/ops/system-clock.ts'
import type { OfflineConnection } from '../backup/offline-connection.ts'
import type { Table } from './read-tables.ts'
import { readSource, type TextRow } from './source-rows.ts'
import { ruleOf } from './values.ts'

/**
 * One statement inserts at most so many rows, and about so many characters. The driver adapter keeps its last hundred
 * statements for a debug log, so memory grows to a hundred batches.
 */
const BATCH_ROWS = 500
const BATCH_CHARACTERS = 250_000
const REPORT_MILLISECONDS = 2000

export type MoveParts = Pick<MoveRequest, 'report' | 'signal'> & {
  source: OfflineConnection
  transaction: Transaction
}

/** Copies the rows of a table in batches, so that memory does not depend on their number. */
export async function copyTable(table: Table, parts: MoveParts): Promise<void> {
  const { source, transaction, report, signal } = parts
  const [{ rows: count = 0 } = {}] = source.all(`SELECT count(*) AS "rows" FROM "${table.name}"`)
  let copied = 0
  let reportedAt = systemClock.monotonic()
  for (const batch of batches(readSource(source, table))) {
    signal.throwIfAborted()
    await insert(batch, { table, transaction })
    copied += batch.length
    if (systemClock.monotonic() - reportedAt < REPORT_MILLISECONDS) continue
    reportedAt = systemClock.monotonic()
    report(`copied ${copied} of ${count} rows of ${table.name}`)
  }
}

function* batches(rows: Iterable<TextRow>): Generator<TextRow[]> {
  let batch: TextRow[] = []
  let characters = 0
  for (const row of rows) {
    batch.push(row)
    for (const value of row) characters += value?.length ?? 0
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

/** PostgreSQL reads each value by the input function of its column. */
async function insert(
  batch: readonly TextRow[],
  { table, transaction }: { table: Table; transaction: Transaction },
): Promise<void> {
  const columns = table.columns.map(({ name }) => `"${name}"`).join(', ')
  const json = JSON.stringify(
    batch.map((row) =>
      Object.fromEntries(
        table.columns.map(({ name, type }, index) => {
          const text = row[index] ?? null
          return [name, text === null ? null : (ruleOf(type).input?.(text) ?? text)]
        }),
      ),
    ),
  )
  await transaction.executeRaw({
    sql: `INSERT INTO "${table.name}" (${columns})
      SELECT ${columns} FROM json_populate_recordset(NULL::"${table.name}", $1::json)`,
    args: [json],
    argTypes: [{ scalarType: 'string', arity: 'scalar' }],
  })
}
