import type { Columns, Dialect } from './dialect.ts'
import { Prisma } from './generated/sqlite/client.ts'

/** `json_each`, because SQLite takes no arrays as parameters. Its write transactions lock the whole file: no row locks. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  rows(columns: Columns, values: readonly object[]) {
    const selected = Object.entries(columns).map(([column, type]) => {
      const value = `value->>'$.${column}'`
      return `${type === 'bytes' ? `unhex(${value})` : value} AS "${column}"`
    })
    return Prisma.sql`(SELECT ${Prisma.raw(selected.join(', '))} FROM json_each(${JSON.stringify(values)})) AS r`
  },
  forUpdate: Prisma.empty,
}
