import type { z } from 'zod'
import { LIMITS } from '#protocol'
import type { ListPage, ListRequest } from '#server/core/dashboard/dashboard-store.ts'
import { decodeCursor, encodeCursor } from '../connection/paging.ts'

type Parts = readonly (string | number)[]

/** The beginning of a page: after the row at `parts`, or before it on the way `back`. */
export type Place<Found extends Parts> = { back: boolean; parts: Found | undefined }

const BACK = '<'

/** Returns the place that a cursor names. Throws `invalid` for one that this server did not make. */
export function readPlace<Schema extends z.ZodType<Parts>>(
  cursor: string | undefined,
  parts: Schema,
): Place<z.infer<Schema>> {
  if (cursor === undefined) return { back: false, parts: undefined }
  const back = cursor.startsWith(BACK)
  return { back, parts: decodeCursor(back ? cursor.slice(1) : cursor, parts) }
}

/** Rows to read for the page: one more than it shows. */
export function listRowsToRead({ limit }: ListRequest): number {
  return Math.min(limit, LIMITS.listRows) + 1
}

type Read<Row, Shown> = {
  request: ListRequest
  place: Place<Parts>
  /** In the order in which they were read: away from the place. */
  read: readonly Row[]
  row: (read: Row) => Shown
  partsOf: (read: Row) => Parts
  /** The place at which the search stopped at its bound, if it did. */
  stoppedAt?: Parts | undefined
}

/**
 * Makes the page of the rows that were read, in the list's order, with the cursors of the next and the previous page.
 */
export function makeListPage<Row, Shown>(input: Read<Row, Shown>): ListPage<Shown> {
  const { place, read, stoppedAt } = input
  const limit = listRowsToRead(input.request) - 1
  const more = read.length > limit
  const shown = place.back ? read.slice(0, limit).reverse() : read.slice(0, limit)
  const first = shown[0]
  const last = shown.at(-1)
  const stopped = !more && stoppedAt !== undefined
  const beyond = stopped ? stoppedAt : undefined
  const onwards = place.back ? last && input.partsOf(last) : more ? last && input.partsOf(last) : beyond
  const backwards =
    place.parts === undefined ? undefined : place.back && !more ? beyond : first && input.partsOf(first)
  return {
    rows: shown.map(input.row),
    ...(onwards === undefined ? {} : { nextCursor: encodeCursor(onwards) }),
    ...(backwards === undefined ? {} : { prevCursor: BACK + encodeCursor(backwards) }),
    ...(stopped ? { partial: true } : {}),
  }
}
