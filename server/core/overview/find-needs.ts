import type { Overview } from '#protocol'
import type { WarningCode } from '#protocol/overview.ts'
import type { Summary } from '../dashboard/dashboard-store.ts'
import type { ApiKey, StoreCounts } from '../store.ts'

/** A key that ends sooner needs a renewal. */
const KEY_ENDS_MILLISECONDS = 7 * 86_400_000

type Facts = {
  counts: StoreCounts
  /** Valid keys only. */
  keys: readonly ApiKey[]
  sums: Summary
  /** Parties that limits refused in the last hour, on this node. */
  refusedParties: number
  now: number
  onlineAoiClients: number
  disabledWebhooks: number
  notReady: readonly string[]
  warnings: readonly { code: WarningCode; detail?: string }[]
}

/** Returns the needs that deserve an operator's attention, the most pressing first; empty if all is well. */
export function findNeeds(known: Facts): Overview['needs'] {
  const { counts, keys, sums, refusedParties, now, onlineAoiClients, notReady, warnings } = known
  const ending = keys.filter(
    ({ expiresAt }) => (expiresAt ?? Number.POSITIVE_INFINITY) < now + KEY_ENDS_MILLISECONDS,
  )
  const [detail] = notReady
  const found: Overview['needs'] = [
    { need: 'notReady', count: notReady.length, ...(detail === undefined ? {} : { detail }) },
    ...warnings.map(({ code, ...detail }) => ({ need: code, count: 1, ...detail })),
    { need: 'webhooksDisabled', count: known.disabledWebhooks },
    { need: 'undelivered', count: sums.undelivered },
    { need: 'waiting', count: sums.waiting },
    { need: 'nobodyOnline', count: onlineAoiClients === 0 ? counts.registrations : 0 },
    { need: 'nobodyMaySend', count: counts.registrations > 0 && keys.length === 0 ? 1 : 0 },
    { need: 'refused', count: sums.refused },
    { need: 'limitsRefuse', count: refusedParties },
    { need: 'keysEnding', count: ending.length },
  ]
  return found.filter(({ count }) => count > 0)
}
