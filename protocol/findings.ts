import { z } from 'zod'
import { FINDING_KINDS, FINDING_STATES } from './finding-kinds.ts'

const instantSchema = z.iso.datetime()
export const findingIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of a finding (16 hex digits)' })

/**
 * A finding as pages show it. `subject`: the id of the thing that it is about; empty: the whole server. `count` and
 * `detail` are the evidence: a number, and a name or a sentence of the server.
 */
export const findingSchema = z.strictObject({
  id: findingIdSchema,
  kind: z.enum(FINDING_KINDS),
  subject: z.string(),
  state: z.enum(FINDING_STATES),
  since: instantSchema,
  count: z.int().nonnegative(),
  detail: z.string().optional(),
  acknowledgedBy: z.string().optional(),
  mutedBy: z.string().optional(),
  mutedUntil: instantSchema.optional(),
  resolvedAt: instantSchema.optional(),
})

export type FindingRow = z.infer<typeof findingSchema>
