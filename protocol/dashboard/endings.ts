import { z } from 'zod'
import { instantSchema } from './lists/page.ts'

/** The end of something. Without `actor`, no operator ended it, or its audit record is gone. */
export const endingSchema = z.strictObject({
  endedAt: instantSchema,
  actor: z.string().optional(),
  reason: z.string().optional(),
})
export type EndingRow = z.infer<typeof endingSchema>
