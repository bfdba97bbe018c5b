/** Rows that are shown, and the newest page that the server answered. */
export type HeldRows<Row> = { readonly shown: readonly Row[]; readonly latest: readonly Row[] }

/**
 * What keeps new rows away. `paused`: the reader said so, and rows stand still. `busy`: a row is hovered, focused or
 * ticked, so rows keep their places while what they say is renewed.
 */
export type Hold = 'none' | 'busy' | 'paused'

/** New rows that wait. `atLeast`: nothing shown is in the newest page, so there may be more than it could hold. */
export type Waiting = { count: number; atLeast: boolean }

export function startRows<Row>(latest: readonly Row[]): HeldRows<Row> {
  return { shown: latest, latest }
}

type Received<Row> = { latest: readonly Row[]; hold: Hold; idOf: (row: Row) => string }

/** The newest page was read again. */
export function receiveRows<Row>(held: HeldRows<Row>, { latest, hold, idOf }: Received<Row>): HeldRows<Row> {
  if (hold === 'none') return startRows(latest)
  if (hold === 'paused') return { shown: held.shown, latest }
  const renewed = new Map(latest.map((row) => [idOf(row), row]))
  const last = held.shown.findLastIndex((row) => renewed.has(idOf(row)))
  // New rows push others off the end alone. One that is missing before a row that is there was removed.
  const kept = held.shown.filter((row, place) => place > last || renewed.has(idOf(row)))
  return { shown: kept.map((row) => renewed.get(idOf(row)) ?? row), latest }
}

/** Rows of the newest page that are not shown. */
export function countWaiting<Row>({ shown, latest }: HeldRows<Row>, idOf: (row: Row) => string): Waiting {
  const known = new Set(shown.map(idOf))
  const count = latest.filter((row) => !known.has(idOf(row))).length
  return { count, atLeast: count > 0 && count === latest.length && shown.length > 0 }
}
