/** A list that grows at its head. While `paused`, what is shown stands still and `waiting` counts what came since. */
export type Tail<Row> = {
  readonly shown: readonly Row[]
  /** The newest the server told of, newest first. */
  readonly latest: readonly Row[]
  readonly paused: boolean
}

/** `atLeast`: the page that was read holds nothing that is shown, so there may be more than it could hold. */
export type Waiting = { count: number; atLeast: boolean }

export function startTail<Row>(rows: readonly Row[]): Tail<Row> {
  return { shown: rows, latest: rows, paused: false }
}

/** The newest page was read again. Rows that stay are replaced too: their outcomes moved. */
export function receiveLatest<Row>(tail: Tail<Row>, rows: readonly Row[]): Tail<Row> {
  if (tail.paused) return { ...tail, latest: rows }
  return { ...tail, shown: rows, latest: rows }
}

export function pauseTail<Row>(tail: Tail<Row>): Tail<Row> {
  return { ...tail, paused: true }
}

/** Shows everything that waited. */
export function resumeTail<Row>(tail: Tail<Row>): Tail<Row> {
  return { shown: tail.latest, latest: tail.latest, paused: false }
}

/** What came while the tail was paused. Ids are in the order of time, so that newer is greater. */
export function countWaiting<Row extends { id: string }>({ shown, latest }: Tail<Row>): Waiting {
  const newest = shown[0]?.id
  const count = newest === undefined ? latest.length : latest.filter(({ id }) => id > newest).length
  return { count, atLeast: count > 0 && count === latest.length && newest !== undefined }
}
