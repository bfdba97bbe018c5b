import { z } from 'zod'
import { FINGERPRINT_DIGITS } from './fingerprint.ts'
import { topicSchema } from './label-schemas.ts'
import { LIMITS } from './limits.ts'
import { clientAppTokenSchema } from './registration.ts'

const rates = {
  requestsPerMinute: z.int().min(1).max(LIMITS.apiKeyRequestsPerMinuteMax).optional(),
  notificationsPerDay: z.int().min(1).max(LIMITS.apiKeyNotificationsPerDayMax).optional(),
}

/** Elements of a new API key that limit it beyond its grants. Without an element there is no such limit. */
export const keyLimitElements = {
  /** The only tokens that the key may address. */
  tokens: z.array(clientAppTokenSchema).min(1).max(LIMITS.tokensPerKey).optional(),
  /** The only topics with which the key may send. */
  topics: z.array(topicSchema).min(1).max(LIMITS.topicsPerKey).optional(),
  ...rates,
}

/** The limits of an API key as people see them: tokens appear as fingerprints. */
export const shownKeyLimitElements = {
  tokenFingerprints: z.array(z.string().length(FINGERPRINT_DIGITS)).optional(),
  topics: z.array(z.string()).optional(),
  ...rates,
}

const keyLimitsSchema = z.object(keyLimitElements)
const shownKeyLimitsSchema = z.object(shownKeyLimitElements)
export type KeyLimits = z.infer<typeof keyLimitsSchema>
export type ShownKeyLimits = z.infer<typeof shownKeyLimitsSchema>
