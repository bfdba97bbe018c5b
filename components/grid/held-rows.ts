/** The shown rows, and the newest page from the server. */
export type HeldRows<Row> = { readonly shown: readonly Row[]; readonly latest: readonly Row[] }

/**
 * Why new rows wait. `paused`: the reader asked for it, and the rows do not change. `busy`: a row is hovered, focused
 * or ticked, so rows keep their places while their contents are updated.
 */
export type Hold = 'none' | 'busy' | 'paused'

/**
 * New rows that wait. `atLeast`: the newest page has none of the shown rows, so more rows may wait than it could hold.
 */
export type WaitingRows = { count: number; atLeast: boolean }

export function startRows<Row>(latest: readonly Row[]): HeldRows<Row> {
  return { shown: latest, latest }
}

type RowUpdate<Row> = { latest: readonly Row[]; hold: Hold; idOf: (row: Row) => string }

/** Takes in the newest page after a read. */
export function receiveRows<Row>(held: HeldRows<Row>, { latest, hold, idOf }: RowUpdate<Row>): HeldRows<Row> {
  if (hold === 'none') return startRows(latest)
  if (hold === 'paused') return { shown: held.shown, latest }
  const renewed = new Map(latest.map((row) => [idOf(row), row]))
  const last = held.shown.findLastIndex((row) => renewed.has(idOf(row)))
  // New rows push others only off the end. A row that is missing above a remaining one was removed.
  const kept = held.shown.filter((row, place) => place > last || renewed.has(idOf(row)))
  return { shown: kept.map((row) => renewed.get(idOf(row)) ?? row), latest }
}

/** Counts the rows of the newest page that are not shown. */
export function countWaiting<Row>({ shown, latest }: HeldRows<Row>, idOf: (row: Row) => string): WaitingRows {
  const known = new Set(shown.map(idOf))
  const count = latest.filter((row) => !known.has(idOf(row))).length
  return { count, atLeast: count > 0 && count === latest.length && shown.length > 0 }
}
