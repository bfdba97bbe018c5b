import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'

/** Returns a page of a short list that is read whole. The cursor is the id of the last row. Throws `invalid`. */
export function pageOfRows<Row extends { id: string }>(
  rows: readonly Row[],
  { cursor, limit = LIMITS.pageRows }: { cursor?: string | undefined; limit?: number | undefined },
): { rows: Row[]; nextCursor?: string } {
  const before = cursor === undefined ? -1 : rows.findIndex(({ id }) => id === cursor)
  if (cursor !== undefined && before === -1)
    throw new AoiError('invalid', 'cursor: must be the nextCursor of an earlier page; begin again')
  const page = rows.slice(before + 1, before + 1 + limit)
  const last = page.at(-1)
  return { rows: page, ...(last !== undefined && last !== rows.at(-1) ? { nextCursor: last.id } : {}) }
}
