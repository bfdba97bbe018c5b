/** Rows of the latency heat strip: time to ack in thirds of a decade, from a millisecond up. */
export const HEAT_ROWS = 16
const ROWS_PER_TENFOLD = 3

/** The row of a time to ack in milliseconds; the last row includes all longer times. */
export function heatRowOf(milliseconds: number): number {
  return Math.min(HEAT_ROWS - 1, Math.floor(ROWS_PER_TENFOLD * Math.log10(Math.max(1, milliseconds))))
}
