import { LIMITS } from '../../../protocol/limits.ts'
import { parseWholeNumber } from '../parse-option.ts'

const SECONDS_PER_DAY = 86_400

/** The argument of commands that create a key. */
export const KEY_LIFETIME_ARGUMENT = {
  'expires-in': {
    type: 'string',
    valueHint: 'DAYS',
    description: 'Days until the key expires (default: never)',
  },
} as const

/** Reads `--expires-in` as the lifetime of a new key or code; nothing if it is left out. */
export function readTtl(
  days: string | undefined,
  maxSeconds: number = LIMITS.apiKeyTtlSecondsMax,
): { ttlSeconds?: number } {
  if (days === undefined) return {}
  const max = Math.floor(maxSeconds / SECONDS_PER_DAY)
  return { ttlSeconds: parseWholeNumber('--expires-in', { value: days, min: 1, max }) * SECONDS_PER_DAY }
}

/** Returns the end of a key for a sentence; empty if it has none. */
export function until(expiresAt: string | undefined): string {
  return expiresAt === undefined ? '' : ` until ${expiresAt}`
}
