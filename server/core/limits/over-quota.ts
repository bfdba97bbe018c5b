import { fingerprint, LIMITS } from '#protocol'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { AoiError } from '../errors.ts'
import type { LimitWatch } from './limit-watch.ts'
import type { StorageParty } from './quotas.ts'

/** Names the owner of the quota in the error. */
const WHOSE: Record<StorageUnit, string> = {
  application: 'this Server Application',
  vapidKey: 'this VAPID key',
  senderNetwork: 'senders without VAPID at this address',
  token: 'this token',
  aoiClient: 'the AOI Client of this token',
  clientNetwork: 'the AOI Clients that registered from the address of this one',
}

/** Counts the refusal for the operator. Returns the `tooMany` error that names the quota, also in `reason`. */
export function overQuota(
  { party, clientAppToken }: { party: StorageParty; clientAppToken?: string },
  watch: LimitWatch | undefined,
): AoiError {
  const limit = `${party.unit}QuotaBytes`
  watch?.refused(limit, nameForPeople(party, clientAppToken))
  return new AoiError(
    'tooMany',
    `${limit}: ${WHOSE[party.unit]} must wait until older notifications are removed, because its quota of stored notifications is full`,
    { retryAfter: LIMITS.quotaRetrySeconds, reason: limit },
  )
}

/** Names the party as limits do, never by a whole token. */
function nameForPeople({ unit, key }: StorageParty, clientAppToken: string | undefined): string {
  switch (unit) {
    case 'application':
    case 'vapidKey':
      return `sender ${key}`
    case 'senderNetwork':
    case 'clientNetwork':
      return `address ${key}`
    case 'token':
      return `token ${clientAppToken === undefined ? key : fingerprint(clientAppToken)}`
    case 'aoiClient':
      return `AOI Client ${key}`
  }
}
