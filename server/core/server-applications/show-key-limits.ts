import type { KeyLimits, ShownKeyLimits } from '#protocol/key-limits.ts'
import { tokenFingerprint } from '../token-fingerprint.ts'

/** Returns the limits of a key as people see them, without whole tokens. */
export function showKeyLimits({
  tokens,
  topics,
  requestsPerMinute,
  notificationsPerDay,
}: KeyLimits): ShownKeyLimits {
  return {
    ...(tokens && { tokenFingerprints: tokens.map(tokenFingerprint) }),
    ...(topics && { topics }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(notificationsPerDay !== undefined && { notificationsPerDay }),
  }
}

/** Returns only the limits among the elements of a key. */
export function limitsOf({ tokens, topics, requestsPerMinute, notificationsPerDay }: KeyLimits): KeyLimits {
  return {
    ...(tokens && { tokens: [...new Set(tokens)] }),
    ...(topics && { topics: [...new Set(topics)] }),
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(notificationsPerDay !== undefined && { notificationsPerDay }),
  }
}
