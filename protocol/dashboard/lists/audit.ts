import { z } from 'zod'
import { filterTextSchema, instantSchema, listPageOf, placeElements } from './page.ts'

export const auditQuerySchema = z.strictObject({
  ...placeElements,
  actor: filterTextSchema.optional(),
  /** Beginning of the action: `apiKey`, `token.revoke`. */
  action: filterTextSchema.optional(),
  subject: filterTextSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
})

export const auditRowSchema = z.strictObject({
  id: z.int(),
  at: instantSchema,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string().optional(),
})
export const auditPageSchema = listPageOf(auditRowSchema)

export type AuditQuery = z.output<typeof auditQuerySchema>
export type AuditRow = z.infer<typeof auditRowSchema>
export type AuditPage = z.infer<typeof auditPageSchema>
