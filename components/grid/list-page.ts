/** A page of any list, as the server answers it. */
export type ListPage<Row> = {
  rows: readonly Row[]
  nextCursor?: string | undefined
  prevCursor?: string | undefined
  /** The search stopped at its limit; `nextCursor` continues it. */
  partial?: boolean | undefined
}
