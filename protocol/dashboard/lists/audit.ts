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
  /** SHA-256 over this row and the hash of the row before it; hex. */
  hash: z.string().optional(),
})
export const auditPageSchema = listPageOf(auditRowSchema)

/** The export has the oldest row first, so that the hash chain can be followed. */
export const auditExportQuerySchema = auditQuerySchema
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(['ndjson', 'csv']) })

export type AuditExportQuery = z.output<typeof auditExportQuerySchema>
export type AuditQuery = z.output<typeof auditQuerySchema>
export type AuditRow = z.infer<typeof auditRowSchema>
export type AuditPage = z.infer<typeof auditPageSchema>
