import type { OfflineConnection, Row } from '../backup/offline-connection.ts'
import type { Table } from './read-tables.ts'
import { ruleOf } from './values.ts'

/**
 * Columns whose values belong to the embedded database. Without a witness, the next start takes the database for the one
 * that it was.
 */
const CLEARED: Readonly<Record<string, string>> = { Realm: 'witness' }

/** The texts of a row, in the order of the columns. */
export type TextRow = (string | null)[]

/** Reads the rows of a table one by one, in the order of their keys, as texts. */
export function* readSource(source: OfflineConnection, { name, columns, key }: Table): Generator<TextRow> {
  const texts = columns.map(
    (column, index) => `${ruleOf(column.type).sqlite(`"${column.name}"`)} AS "c${index}"`,
  )
  const order = key.map((column) => `"${column}"`).join(', ')
  for (const row of source.iterate(`SELECT ${texts.join(', ')} FROM "${name}" ORDER BY ${order}`))
    yield columns.map((column, index) =>
      CLEARED[name] === column.name ? null : toText(row[`c${index}`], ruleOf(column.type).fromSqlite),
    )
}

function toText(value: Row[string], finish: ((value: unknown) => string) | undefined): string | null {
  if (value === null || value === undefined) return null
  return finish === undefined ? String(value) : finish(value)
}
