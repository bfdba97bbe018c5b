import { LIMITS } from '#protocol'
import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { isWebPushSender, WEB_PUSH_SENDER } from '../web-push/sender-id.ts'

/** Bytes that one party of the unit may have stored; `undefined`: as many as it likes. */
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
/** `bytes` are those of payloads and headers. */
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
 * The parties that a stored notification counts for: its sender, and for Web Push, where the sender may be anybody, also
 * those for whom it is: the token, the AOI Client that was first to register it, and the address of that one.
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

/** The number that a quota limits: a row and its index entries take room, whatever the payload. */
export function storedBytes({ notifications, bytes }: StoredAmount): number {
  return bytes + notifications * LIMITS.storedNotificationBytes
}

/** Tells parties apart in a map. */
export function nameOf({ unit, key }: StorageParty): string {
  return `${unit} ${key}`
}
