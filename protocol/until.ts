import { z } from 'zod'
import { readUntil } from './acked-until.ts'

/** The text of `until`: `first`, `all`, or a number of members. */
export const untilTextSchema = z
  .string()
  .regex(/^(?:first|all|[1-9]\d{0,8})$/, { error: 'must be first, all or a number of members from 1' })

/** The element `until` of a query. */
export const untilSchema = untilTextSchema.transform(readUntil).meta({ type: 'string', example: 'first' })
