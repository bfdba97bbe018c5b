import type { Prisma } from '../generated/sqlite/client.ts'

export type ColumnType = 'integer' | 'bigint' | 'text' | 'bytes'
export type Columns = Readonly<Record<string, ColumnType>>

/** The differences between SQLite and PostgreSQL in the hot statements, which are written once for both. */
export type Dialect = {
  name: 'sqlite' | 'postgresql'
  /**
   * Returns a table `r` of `values` to select from, with any number of rows. Prisma would send a statement for each
   * row. A missing member is NULL; `bytes` are given in hex.
   */
  rows(columns: Columns, values: readonly object[]): Prisma.Sql
  /** Ends a SELECT of rows that the transaction will change. */
  forUpdate: Prisma.Sql
}

/** Escapes a text for a LIKE with `ESCAPE '\'`, so that it matches literally. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)
}
