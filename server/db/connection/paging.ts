import { z } from 'zod'
import { LIMITS, storedTextSchema } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { Page, PageRequest } from '#server/core/store.ts'

const partsSchema = z.array(z.union([z.string(), z.int()])).max(4)

/** Encodes the place of a row in its order as an opaque text. */
export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/**
 * Returns the parts of a cursor, or `undefined` for the first page. Throws `invalid` for one that this server did not
 * make.
 */
export function decodeCursor<Parts extends z.ZodType>(
  cursor: string | undefined,
  parts: Parts,
): z.infer<Parts> | undefined {
  if (cursor === undefined) return undefined
  try {
    return parts.parse(partsSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString())))
  } catch {
    throw new AoiError('invalid', 'cursor: must be the nextCursor of an earlier page')
  }
}

/** Returns how many rows to read for a page: one more than it shows, which tells whether there is another page. */
export function rowsToRead(page: PageRequest): number {
  return pageRows(page) + 1
}

function pageRows(page: PageRequest): number {
  return Math.min(Math.max(1, Math.trunc(page.limit)), LIMITS.pageRows)
}

/**
 * The part of a statement that reads one page of a list, the newest row first. Rows of one millisecond are in the
 * descending order of their ids.
 */
export function newestFirst(page: PageRequest) {
  const [createdAt, id] = decodeCursor(page.cursor, timedPlace) ?? []
  const older =
    createdAt === undefined || id === undefined
      ? {}
      : { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
  return {
    where: older,
    orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
    take: rowsToRead(page),
  }
}

/** The place of a row in such a list, for `makePage`. */
export function newestPlace({ createdAt, id }: { createdAt: bigint; id: string }): (string | number)[] {
  return [Number(createdAt), id]
}

/** Makes the page of the rows that were read. `place` returns the parts of a row's cursor. */
export function makePage<Read, Row>(
  page: PageRequest,
  input: {
    read: readonly Read[]
    row: (read: Read) => Row
    place: (read: Read) => readonly (string | number)[]
  },
): Page<Row> {
  const shown = input.read.slice(0, pageRows(page))
  const last = shown.at(-1)
  const rows = shown.map(input.row)
  if (last === undefined || input.read.length === shown.length) return { rows }
  return { rows, nextCursor: encodeCursor(input.place(last)) }
}

// A cursor may come from a stranger. Text that a column cannot hold is refused here, because the database would throw.
export const placeText = storedTextSchema(0, LIMITS.pageCursorBytes)

export const idPlace = z.tuple([z.int32()])
export const timedPlace = z.tuple([z.int(), placeText])
export const namedPlace = z.tuple([placeText, z.int32()])
