import { z } from 'zod'
import { FINGERPRINT_DIGITS } from '../../fingerprint.ts'
import { LIMITS } from '../../limits.ts'
import { storedTextSchema } from '../../text.ts'

export const instantSchema = z.iso.datetime()
export const countSchema = z.int().nonnegative()
export const fingerprintSchema = z.string().regex(new RegExp(`^[0-9a-f]{${FINGERPRINT_DIGITS}}$`))
export const kindSchema = z.enum(['shared', 'unique'])
/** The token of a row. `id` is that of its page. */
export const tokenOfRowSchema = z.strictObject({
  id: z.int(),
  fingerprint: fingerprintSchema,
  kind: kindSchema,
})

/** A row id of the database, as paths and queries carry it. */
export const rowIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, { error: 'must be a row id' })
  .transform(Number)
  .refine((id) => id < 2 ** 31, { error: 'must be a row id' })

/** Text that an operator types into a filter. */
export const filterTextSchema = storedTextSchema(1, LIMITS.listFilterBytes)

/** Elements in the query of every list. `cursor` is `nextCursor` or `prevCursor` of an earlier page. */
export const placeElements = {
  cursor: z.string().min(1).max(LIMITS.pageCursorBytes).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= LIMITS.listRows, { error: `must be 1 to ${LIMITS.listRows}` })
    .optional(),
}

/** Includes simulated rows; lists leave them out by default. */
export const simulatedSchema = z.literal('true').optional()

/** A page of any list. `partial`: the search stopped at its limit; `nextCursor` continues from there. */
export function listPageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({
    rows: z.array(row),
    nextCursor: z.string().optional(),
    prevCursor: z.string().optional(),
    partial: z.boolean().optional(),
  })
}
