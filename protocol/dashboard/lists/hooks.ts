import { z } from 'zod'
import { hookIdSchema } from '../../admin.ts'
import { HOOK_SHAPES } from '../../hook-shapes.ts'
import { countSchema, fingerprintSchema, instantSchema, listPageOf, placeElements } from './page.ts'

export const hooksQuerySchema = z.strictObject(placeElements)

export const hookListRowSchema = z.strictObject({
  id: hookIdSchema,
  name: z.string(),
  shape: z.enum(HOOK_SHAPES),
  applicationName: z.string(),
  /** `id` is missing if the token is gone. */
  token: z.strictObject({ id: z.int().optional(), fingerprint: fingerprintSchema, members: countSchema }),
  /** A readable ntfy topic. */
  alias: z.string().optional(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
  /** Counts of the kept requests: all, and the refused ones among them. */
  requests: z.strictObject({ kept: countSchema, refused: countSchema }),
})
export const hooksPageSchema = listPageOf(hookListRowSchema)

export type HooksQuery = z.output<typeof hooksQuerySchema>
export type HookListRow = z.infer<typeof hookListRowSchema>
export type HooksPage = z.infer<typeof hooksPageSchema>
