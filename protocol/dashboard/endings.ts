import { z } from 'zod'
import { instantSchema } from './lists/page.ts'

/** How something ended. Without `actor` no operator did it, or the audit no longer has it. */
export const endingSchema = z.strictObject({
  endedAt: instantSchema,
  actor: z.string().optional(),
  reason: z.string().optional(),
})
export type EndingRow = z.infer<typeof endingSchema>
