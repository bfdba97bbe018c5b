import { z } from 'zod'
import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { ApiRequest } from './api-services.ts'
import { checkElements } from './message.ts'

/** Query elements of every list. */
export const pageQuery = {
  cursor: z.string().min(1).max(LIMITS.pageCursorBytes).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, { error: `must be 1 to ${LIMITS.pageRows}` })
    .transform(Number)
    .refine((limit) => limit <= LIMITS.pageRows, { error: `must be 1 to ${LIMITS.pageRows}` })
    .optional()
    .meta({ type: 'integer', minimum: 1, maximum: LIMITS.pageRows }),
}

/** Reads the elements of the path. Throws `invalid`. */
export function readPath<Schema extends z.ZodType>(c: ApiRequest, schema: Schema): z.output<Schema> {
  return checkElements(schema, c.req.param())
}

/** Reads the query, in which each element may occur once. Throws `invalid`, naming unknown elements. */
export function readQuery<Schema extends z.ZodType>(c: ApiRequest, schema: Schema): z.output<Schema> {
  const elements = Object.entries(c.req.queries()).map(([name, values]) => {
    if (values.length > 1) throw new AoiError('invalid', `${name.slice(0, 64)}: must be given at most once`)
    return [name, values[0]] as const
  })
  return checkElements(schema, Object.fromEntries(elements))
}

const noQuery = z.strictObject({})

/** Refuses any query, for operations that take none. Throws `invalid`, naming the first element. */
export function refuseQuery(c: ApiRequest): void {
  if (c.req.url.includes('?')) readQuery(c, noQuery)
}

/** Returns the page that the query asks for, as a list verb takes it. */
export function pageOf(query: { cursor?: string | undefined; limit?: number | undefined }): {
  cursor?: string
  limit: number
} {
  return {
    limit: query.limit ?? LIMITS.pageRows,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  }
}
