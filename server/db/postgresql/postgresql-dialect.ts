import type { Columns, Dialect } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** Uses `json_to_recordset`, so that one text parameter holds all rows and `r` has typed columns. */
export const postgresqlDialect: Dialect = {
  name: 'postgresql',
  rows(columns: Columns, values: readonly object[]) {
    const entries = Object.entries(columns)
    const selected = entries.map(([column, type]) =>
      type === 'bytes' ? `decode("${column}", 'hex') AS "${column}"` : `"${column}"`,
    )
    const declared = entries.map(([column, type]) => `"${column}" ${type === 'bytes' ? 'text' : type}`)
    return Prisma.sql`(SELECT ${Prisma.raw(selected.join(', '))} FROM json_to_recordset(${JSON.stringify(values)}::json) AS j(${Prisma.raw(declared.join(', '))})) AS r`
  },
  /** Weaker than FOR UPDATE: inserting rows that refer to this one does not wait for it. */
  forUpdate: Prisma.sql`FOR NO KEY UPDATE`,
}
