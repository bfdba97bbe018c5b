import { z } from 'zod'
import { apiKeyIdSchema, grantSchema } from '../admin.ts'
import { keyLimitElements } from '../key-limits.ts'
import { LIMITS } from '../limits.ts'
import { notificationIdSchema } from '../notification.ts'
import { aoiClientIdSchema, clientAppTokenSchema } from '../registration.ts'
import { nameSchema, shownNameSchema, storedTextSchema } from '../text.ts'
import { aoiClientFilterSchema } from './lists/aoi-clients.ts'
import { notificationFilterSchema } from './lists/notifications.ts'
import { countSchema, fingerprintSchema, instantSchema } from './lists/page.ts'

/** Acts on a selection, and the kind of row for each. */
export const SELECTION_ACTS = {
  cancel: 'notifications',
  erase: 'notifications',
  resend: 'notifications',
  resendToMissing: 'notifications',
  disconnect: 'aoiClients',
  deregister: 'aoiClients',
  label: 'aoiClients',
  removeMembers: 'registrations',
} as const
export type SelectionAct = keyof typeof SELECTION_ACTS

const NOTIFICATION_ACTS = ['cancel', 'erase', 'resend', 'resendToMissing'] as const

const CLIENT_ACTS = ['disconnect', 'deregister', 'label'] as const

const selectedIds = <Id extends z.ZodType>(id: Id) => z.array(id).min(1).max(LIMITS.selectionIds)

/** Freezes the targets of an act: the given ids, every notification that matches the filter now, or a scope. */
export const selectionReqSchema = z.union([
  z.strictObject({ act: z.enum(NOTIFICATION_ACTS), ids: selectedIds(notificationIdSchema) }),
  z.strictObject({
    act: z.enum(NOTIFICATION_ACTS),
    filter: notificationFilterSchema.extend({ tokenId: z.int().positive().optional() }),
  }),
  /** Everything that was sent to the token, or of which the AOI Client was a recipient, with its payload. */
  z.strictObject({
    act: z.literal('erase'),
    of: z.union([
      z.strictObject({ tokenId: z.int().positive() }),
      z.strictObject({ aoiClientId: aoiClientIdSchema }),
    ]),
  }),
  z.strictObject({ act: z.enum(CLIENT_ACTS), ids: selectedIds(aoiClientIdSchema) }),
  z.strictObject({ act: z.enum(CLIENT_ACTS), clients: aoiClientFilterSchema }),
  z.strictObject({ act: z.literal('removeMembers'), ids: selectedIds(z.int().positive()) }),
])

/** The frozen selection: exactly `count` rows, the first of which `sample` names. */
export const selectionSchema = z.strictObject({
  selectionId: z.string(),
  count: countSchema,
  sample: z.array(z.strictObject({ id: z.string(), label: z.string() })).max(LIMITS.selectionSample),
  expiresAt: instantSchema,
})

const reasonSchema = storedTextSchema(1, LIMITS.actReasonBytes)
export const actReqSchema = z.strictObject({ selectionId: z.uuid(), reason: reasonSchema })
const labelSchema = shownNameSchema(LIMITS.aoiClientLabelBytes)
/** An empty label takes the label away. */
export const labelReqSchema = actReqSchema.extend({ label: z.union([z.literal(''), labelSchema]) })
/** `label`: given to the AOI Clients before they end. */
export const deregisterReqSchema = actReqSchema.extend({ label: labelSchema.optional() })
/** `unchanged`: rows that were over already. */
export const actResSchema = z.strictObject({ done: countSchema, unchanged: countSchema, failed: countSchema })

/** The operator types `fingerprint` to confirm which token is meant. */
export const tokenRevocationSchema = z.strictObject({ fingerprint: fingerprintSchema, reason: reasonSchema })
export const tokenRevealReqSchema = z.strictObject({ reason: reasonSchema })
export const revealedTokenSchema = z.strictObject({ clientAppToken: clientAppTokenSchema })
/** `requestId`: a repetition within a day returns the first notification and sends nothing. */
export const testSendReqSchema = z.strictObject({
  text: storedTextSchema(1, LIMITS.actReasonBytes),
  requestId: z.uuid().optional(),
})
export const testSentSchema = z.strictObject({
  notificationId: notificationIdSchema,
  recipients: countSchema,
})

export const apiKeyReqSchema = z.strictObject({
  name: nameSchema(LIMITS.deviceTextBytes),
  grants: z.array(grantSchema).min(1).max(LIMITS.grantsPerKey),
  ...keyLimitElements,
  ttlSeconds: z.int().positive().max(LIMITS.apiKeyTtlSecondsMax).optional(),
})
/** The key is shown once. */
export const createdApiKeySchema = z.strictObject({ id: apiKeyIdSchema, key: z.string() })
/** The old key stays valid for `overlapSeconds`. */
export const apiKeyRotationSchema = z.strictObject({
  overlapSeconds: z.int().nonnegative().max(LIMITS.apiKeyOverlapSecondsMax),
})

export type SelectionReq = z.infer<typeof selectionReqSchema>
export type FrozenSelection = z.infer<typeof selectionSchema>
export type ActReq = z.infer<typeof actReqSchema>
export type ActRes = z.infer<typeof actResSchema>
export type RevealedToken = z.infer<typeof revealedTokenSchema>
export type TestSent = z.infer<typeof testSentSchema>
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>
