import { z } from 'zod'
import { ADMIN_SCOPES } from './admin-scopes.ts'
import { LIMITS } from './limits.ts'
import { nameSchema } from './text.ts'

export const adminScopeSchema = z.enum(ADMIN_SCOPES, { error: `must be one of ${ADMIN_SCOPES.join(', ')}` })

export const adminKeyIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of an admin key (16 hex digits)' })

/** Elements of a new admin key. Its name is the actor in the audit. Without `ttlSeconds` it is valid until revoked. */
export const adminKeyElements = {
  name: nameSchema(LIMITS.deviceTextBytes),
  scopes: z.array(adminScopeSchema).min(1).max(ADMIN_SCOPES.length),
  ttlSeconds: z.int().positive().max(LIMITS.apiKeyTtlSecondsMax).optional(),
}

const instantSchema = z.iso.datetime()

/** An admin key as operators see it, without its secret. */
export const adminKeyRowSchema = z.strictObject({
  id: adminKeyIdSchema,
  name: z.string(),
  scopes: z.array(adminScopeSchema),
  createdBy: z.string(),
  createdAt: instantSchema,
  expiresAt: instantSchema.optional(),
  revokedAt: instantSchema.optional(),
  lastUsedAt: instantSchema.optional(),
})
export type AdminKeyRow = z.infer<typeof adminKeyRowSchema>

/** `key` is shown only here and stored nowhere. */
export const createdAdminKeySchema = z.strictObject({ id: adminKeyIdSchema, key: z.string() })
