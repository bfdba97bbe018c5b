/** Whether tests walk their large tables whole: `npm run test:tables` does, and `npm test` walks some rows of each. */
export const WALKS_WHOLE_TABLES = process.env.TEST_TABLES === 'whole'

/** Returns the rows that this run walks: all, or those that stand for the others, which go through the same code. */
export function rowsToWalk<Row>(
  rows: readonly Row[],
  standsForOthers: (row: Row) => boolean,
): readonly Row[] {
  return WALKS_WHOLE_TABLES ? rows : rows.filter(standsForOthers)
}
