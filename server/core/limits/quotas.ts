import { LIMITS } from '#protocol'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { isWebPushSender, WEB_PUSH_SENDER } from '../web-push/sender-id.ts'

/** Maximum stored bytes of one party of each unit; `undefined`: no limit. */
export type Quotas = Readonly<Record<StorageUnit, number | undefined>>

export const DEFAULT_QUOTAS: Quotas = {
  application: LIMITS.applicationQuotaBytes,
  vapidKey: LIMITS.vapidKeyQuotaBytes,
  senderNetwork: LIMITS.senderNetworkQuotaBytes,
  token: LIMITS.tokenQuotaBytes,
  aoiClient: LIMITS.aoiClientQuotaBytes,
  clientNetwork: LIMITS.clientNetworkQuotaBytes,
}

/** One party of a quota. */
export type StorageParty = { unit: StorageUnit; key: string }
/** `bytes` sums up payloads and headers. */
export type StoredAmount = { notifications: number; bytes: number }
export type StorageUse = StorageParty & StoredAmount

/** The elements of a stored notification, and of its token, that name the parties it counts for. */
export type StoredBy = {
  serverApplicationId: string
  senderNetwork: string | null
  tokenId: number
  holderId: string | null
  holderNetwork: string | null
}

/**
 * Returns the parties that a stored notification counts for. The first is its sender. A Web Push sender may be anybody,
 * so such a notification also counts for its receivers: the token, the AOI Client that first registered it, and the
 * address of that AOI Client.
 */
export function partiesOf(row: StoredBy): StorageParty[] {
  const { serverApplicationId, senderNetwork, tokenId, holderId, holderNetwork } = row
  if (!isWebPushSender(serverApplicationId)) return [{ unit: 'application', key: serverApplicationId }]
  const sender: StorageParty =
    serverApplicationId === WEB_PUSH_SENDER
      ? { unit: 'senderNetwork', key: senderNetwork ?? '' }
      : { unit: 'vapidKey', key: serverApplicationId }
  const parties: StorageParty[] = [sender, { unit: 'token', key: String(tokenId) }]
  if (holderId !== null) parties.push({ unit: 'aoiClient', key: holderId })
  if (holderNetwork !== null) parties.push({ unit: 'clientNetwork', key: holderNetwork })
  return parties
}

/** Returns the number that a quota limits: a row and its index entries need space, whatever the payload. */
export function storedBytes({ notifications, bytes }: StoredAmount): number {
  return bytes + notifications * LIMITS.storedNotificationBytes
}

/** Returns the key of a party in a map. */
export function nameOf({ unit, key }: StorageParty): string {
  return `${unit} ${key}`
}
