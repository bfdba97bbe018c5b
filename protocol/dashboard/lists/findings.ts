import { z } from 'zod'
import { FINDING_KINDS, FINDING_STATES } from '../../finding-kinds.ts'
import { findingSchema } from '../../findings.ts'
import { filterTextSchema, listPageOf, placeElements } from './page.ts'

export const findingsQuerySchema = z.strictObject({
  ...placeElements,
  state: z.enum(FINDING_STATES).optional(),
  kind: z.enum(FINDING_KINDS).optional(),
  id: filterTextSchema.optional(),
})
export const findingsPageSchema = listPageOf(findingSchema)

export type FindingsQuery = z.output<typeof findingsQuerySchema>
export type FindingsPage = z.infer<typeof findingsPageSchema>
