import { z } from 'zod'
import { countSchema, instantSchema, placeElements } from './lists/page.ts'

/**
 * Kinds of parties with counts of their stored notifications. Each notification counts for its sender, one of the first
 * three kinds. A notification of Web Push counts for the last three kinds as well.
 */
export const STORAGE_UNITS = [
  'application',
  'vapidKey',
  'senderNetwork',
  'token',
  'aoiClient',
  'clientNetwork',
] as const
export const storageUnitSchema = z.enum(STORAGE_UNITS)

export const useQuerySchema = z.strictObject({
  ...placeElements,
  /** Lists only parties of this kind. */
  unit: storageUnitSchema.optional(),
})

export const useRowSchema = z.strictObject({
  unit: storageUnitSchema,
  /** Server Application ID, address (of IPv6 the first 64 bits), row id of the token, or AOI Client ID. */
  key: z.string(),
  /** Name of the Server Application or AOI Client, or fingerprint of the token. */
  name: z.string().optional(),
  /** ApplicationName of a token; missing for other parties. */
  applicationName: z.string().optional(),
  notifications: countSchema,
  /** Sum of payloads, headers, and `LIMITS.storedNotificationBytes` for each notification. */
  bytes: countSchema,
  /** Missing: the party has no quota. */
  quotaBytes: countSchema.optional(),
})

/** A party that a limit refused in the last hour, on the node that answers. */
export const refusedPartySchema = z.strictObject({
  /** Name of the limit in the docs, such as `pushesPerTokenPerSecond` or `tokenQuota`. */
  limit: z.string(),
  /** For people, such as `address 203.0.113.8`. */
  party: z.string(),
  refused: countSchema,
  lastAt: instantSchema,
})

/** Parties with the most stored first. */
export const useSchema = z.strictObject({
  rows: z.array(useRowSchema),
  nextCursor: z.string().optional(),
  /** All stored notifications. */
  total: z.strictObject({ notifications: countSchema, bytes: countSchema }),
  /** Most refusals first; `LIMITS.listRows` at most. */
  refusals: z.array(refusedPartySchema),
})

export type StorageUnit = z.infer<typeof storageUnitSchema>
export type UseQuery = z.output<typeof useQuerySchema>
export type UseRow = z.infer<typeof useRowSchema>
export type RefusedParty = z.infer<typeof refusedPartySchema>
export type Use = z.infer<typeof useSchema>
