import { LIMITS } from '../../../protocol/limits.ts'
import { parseWholeNumber } from '../parse-option.ts'

const SECONDS_PER_DAY = 86_400

/** Reads `--expires-in` as the lifetime of a new key; nothing if it is left out. */
export function readTtl(days: string | undefined): { ttlSeconds?: number } {
  if (days === undefined) return {}
  const max = Math.floor(LIMITS.apiKeyTtlSecondsMax / SECONDS_PER_DAY)
  return { ttlSeconds: parseWholeNumber('--expires-in', { value: days, min: 1, max }) * SECONDS_PER_DAY }
}

/** Returns the end of a key for a sentence; empty if it has none. */
export function until(expiresAt: string | undefined): string {
  return expiresAt === undefined ? '' : ` until ${expiresAt}`
}
