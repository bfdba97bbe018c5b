import { z } from 'zod'
import { apiKeyIdSchema } from '../../admin.ts'
import { shownKeyLimitElements } from '../../key-limits.ts'
import { filterTextSchema, instantSchema, listPageOf, placeElements } from './page.ts'

export const serverApplicationsQuerySchema = z.strictObject({
  ...placeElements,
  /** Whole id of one Server Application. */
  id: filterTextSchema.optional(),
  /** Part of the name. */
  name: filterTextSchema.optional(),
})

export const apiKeyRowSchema = z.strictObject({
  id: apiKeyIdSchema,
  grants: z.array(z.string()),
  ...shownKeyLimitElements,
  createdAt: instantSchema,
  expiresAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
  lastUsedAt: instantSchema.optional(),
})
export const serverApplicationRowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  createdAt: instantSchema,
  /** Counts only the newest `LIMITS.overviewWalkRows` notifications of the last hour. */
  sentLastHour: z.int().nonnegative(),
  keys: z.array(apiKeyRowSchema),
})
export const serverApplicationsPageSchema = listPageOf(serverApplicationRowSchema)

export type ServerApplicationsQuery = z.output<typeof serverApplicationsQuerySchema>
export type ApiKeyRow = z.infer<typeof apiKeyRowSchema>
export type ServerApplicationRow = z.infer<typeof serverApplicationRowSchema>
export type ServerApplicationsPage = z.infer<typeof serverApplicationsPageSchema>
