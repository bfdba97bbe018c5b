import type { Prisma } from './generated/sqlite/client.ts'

export type ColumnType = 'integer' | 'bigint' | 'text' | 'bytes'
export type Columns = Readonly<Record<string, ColumnType>>

/**
 * What differs between SQLite and PostgreSQL in the hot statements; the statements themselves are written once.
 * `sqlite-dialect.ts` and `postgresql-dialect.ts` have the same exports.
 */
export type Dialect = {
  name: 'sqlite' | 'postgresql'
  /**
   * A table `r` of `values` to select from: any number of rows in one parameter, where Prisma would send a statement a
   * row. A missing member is NULL; `bytes` are given in hex.
   */
  rows(columns: Columns, values: readonly object[]): Prisma.Sql
  /** Ends a SELECT of rows that the transaction will change. */
  forUpdate: Prisma.Sql
}
