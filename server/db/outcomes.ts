import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { DeliveryRow, NotificationRow } from '#server/core/store.ts'

/** A number of 64 bits, as the driver gives it. */
export type Whole = number | bigint

/**
 * A notification as it is read for its counts. `revoked` counts, while it is live, recipients that ended without it.
 * `due` counts, for TTL 0 alone, those that may still get it; null where that is not counted.
 */
export type OutcomeRead = {
  id: string
  tokenId: number
  clientAppToken: string
  applicationName: string
  serverApplicationId: string
  seq: Whole
  acceptedAt: Whole
  expiresAt: Whole
  cancelledAt: Whole | null
  replacedAt: Whole | null
  resendOf: string | null
  recipients: number
  acked: number
  revoked: Whole
  due?: Whole | null
}

export type Ending = 'replaced' | 'cancelled' | 'expired'
/** What says whether a notification is over. */
export type EndingRead = Pick<OutcomeRead, 'cancelledAt' | 'replacedAt' | 'acceptedAt' | 'expiresAt'>

/** What ended a notification for everybody who has not acked it; `undefined` while it is live. */
export function findEnding(row: EndingRead, now: number): Ending | undefined {
  if (row.replacedAt !== null) return 'replaced'
  if (row.cancelledAt !== null) return 'cancelled'
  const lifetime = { acceptedAt: Number(row.acceptedAt), expiresAt: Number(row.expiresAt) }
  return endsAt(lifetime) <= now ? 'expired' : undefined
}

/**
 * The outcome counts, which add up to `recipients` always: who acked is counted by the cursor flush, all others share
 * the fate of the notification once it has ended, and until then are pending unless their registration has ended.
 */
export function countOutcomes(row: OutcomeRead, now: number): NotificationRow {
  const ending = findEnding(row, now)
  const open = row.recipients - row.acked
  const revoked = ending === undefined ? Number(row.revoked) : 0
  const waiting = open - revoked
  const pending = ending === undefined ? Math.min(waiting, Number(row.due ?? waiting)) : 0
  return {
    id: row.id,
    tokenId: row.tokenId,
    clientAppToken: row.clientAppToken,
    applicationName: row.applicationName,
    serverApplicationId: row.serverApplicationId,
    seq: Number(row.seq),
    acceptedAt: Number(row.acceptedAt),
    expiresAt: Number(row.expiresAt),
    ...(row.cancelledAt !== null && { cancelledAt: Number(row.cancelledAt) }),
    ...(row.replacedAt !== null && { replacedAt: Number(row.replacedAt) }),
    ...(row.resendOf !== null && { resendOf: row.resendOf }),
    recipients: row.recipients,
    acked: row.acked,
    pending,
    expiredByTtl: expiredOf({ ending, open, lost: waiting - pending }),
    cancelled: ending === 'cancelled' ? open : 0,
    replaced: ending === 'replaced' ? open : 0,
    revoked,
  }
}

/** While it is live, only TTL 0 is lost to recipients: to those that were not connected. */
function expiredOf(counts: { ending: Ending | undefined; open: number; lost: number }): number {
  if (counts.ending === undefined) return counts.lost
  return counts.ending === 'expired' ? counts.open : 0
}

export type RecipientRead = {
  registrationId: number
  aoiClientId: string
  ackedSeq: Whole
  endedAt: Whole | null
  /** 0 when it is TTL 0 and comes to this recipient no more. */
  due?: Whole
}

/** The outcome of one recipient, by the same rules as the counts. */
export function decideDelivery(
  recipient: RecipientRead,
  input: { seq: number; ending: Ending | undefined; ackedAt: number | undefined },
): DeliveryRow {
  const { registrationId, aoiClientId } = recipient
  if (input.ackedAt !== undefined)
    return { registrationId, aoiClientId, outcome: 'acked', ackedAt: input.ackedAt }
  if (input.ending !== undefined) return { registrationId, aoiClientId, outcome: input.ending }
  const revoked = recipient.endedAt !== null && Number(recipient.ackedSeq) < input.seq
  if (revoked) return { registrationId, aoiClientId, outcome: 'revoked' }
  return { registrationId, aoiClientId, outcome: Number(recipient.due ?? 1) === 0 ? 'expired' : 'pending' }
}
