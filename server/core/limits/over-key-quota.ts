import { AoiError } from '../errors.ts'
import type { AppendRequest } from '../store.ts'
import type { LimitWatch } from './limit-watch.ts'

export const DAY_MILLISECONDS = 86_400_000

/**
 * Counts the refusal for the operator. Returns the `tooMany` error that names the quota of the API key, also in
 * `reason`. The quota begins anew with the day (UTC).
 */
export function overKeyQuota(
  { keyQuota, acceptedAt }: AppendRequest,
  watch: LimitWatch | undefined,
): AoiError {
  const limit = 'apiKeyNotificationsPerDay'
  watch?.refused(limit, `API key ${keyQuota?.apiKeyId ?? ''}`)
  const untilTomorrow = DAY_MILLISECONDS - (acceptedAt % DAY_MILLISECONDS)
  return new AoiError(
    'tooMany',
    `${limit}: the API key may send ${keyQuota?.perDay ?? 0} notifications a day (UTC), and this request would exceed them`,
    { retryAfter: Math.ceil(untilTomorrow / 1000), reason: limit },
  )
}
