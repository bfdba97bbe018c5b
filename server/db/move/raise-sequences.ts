import { statement } from '../connection/single-connection.ts'
import type { MoveParts } from './copy-table.ts'
import type { Table } from './read-tables.ts'

/**
 * Makes each sequence go on after the highest id that the embedded database ever gave. The ids of removed rows are not
 * given again, because ack records and names of recipients may still refer to them.
 */
export async function raiseSequences(
  tables: readonly Table[],
  { source, transaction }: Pick<MoveParts, 'source' | 'transaction'>,
): Promise<void> {
  const given = new Map(
    source
      .all('SELECT "name", CAST("seq" AS TEXT) AS "last" FROM sqlite_sequence')
      .map(({ name, last }) => [String(name), String(last)]),
  )
  for (const { name, key } of tables)
    for (const column of key) {
      const last = given.get(name) ?? '0'
      await transaction.executeRaw(
        statement(`SELECT setval(s, greatest(${last}, (SELECT max("${column}"::text::numeric)::bigint FROM "${name}"), 1),
            ${last} > 0 OR EXISTS (SELECT 1 FROM "${name}"))
          FROM pg_get_serial_sequence('"${name}"', '${column}') s WHERE s IS NOT NULL`),
      )
    }
}
