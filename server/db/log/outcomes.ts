import { type Label, labelsOf } from '#protocol'
import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { DeliveryRow, NotificationRow } from '#server/core/store.ts'

/** A number of 64 bits, as the driver gives it. */
export type Whole = number | bigint

/**
 * A notification as it is read for its counts. While it is live, `revoked` counts the recipients that ended without it.
 * For TTL 0, `due` counts the recipients that may still get it; null if they are not counted.
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
} & { [Name in Label]: unknown }

export type Ending = 'replaced' | 'cancelled' | 'expired'
/** The columns that tell whether a notification is over. */
export type EndingRead = Pick<OutcomeRead, 'cancelledAt' | 'replacedAt' | 'acceptedAt' | 'expiresAt'>

/** Returns what ended the notification for every recipient without an ack; `undefined` while it is live. */
export function findEnding(row: EndingRead, now: number): Ending | undefined {
  if (row.replacedAt !== null) return 'replaced'
  if (row.cancelledAt !== null) return 'cancelled'
  const lifetime = { acceptedAt: Number(row.acceptedAt), expiresAt: Number(row.expiresAt) }
  return endsAt(lifetime) <= now ? 'expired' : undefined
}

/**
 * Returns the outcome counts, which always add up to `recipients`. The cursor flush counts recipients that acked. All
 * others share the outcome of the notification once it has ended. Until then they are pending, or revoked if their
 * registration has ended.
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
    ...labelsOf(row),
    recipients: row.recipients,
    acked: row.acked,
    pending,
    expiredByTtl: expiredOf({ ending, open, lost: waiting - pending }),
    cancelled: ending === 'cancelled' ? open : 0,
    replaced: ending === 'replaced' ? open : 0,
    revoked,
  }
}

/**
 * While a notification is live, it can have expired for some recipients only with TTL 0: those that were not connected.
 */
function expiredOf(counts: { ending: Ending | undefined; open: number; lost: number }): number {
  if (counts.ending === undefined) return counts.lost
  return counts.ending === 'expired' ? counts.open : 0
}

export type RecipientRead = {
  registrationId: number
  aoiClientId: string
  label: string | null
  ackedSeq: Whole
  endedAt: Whole | null
  /** 0 if the notification has TTL 0 and will not reach this recipient any more. */
  due?: Whole
}

/** Returns the outcome of one recipient, by the same rules as the counts. */
export function decideDelivery(
  recipient: RecipientRead,
  input: { seq: number; ending: Ending | undefined; ackedAt: number | undefined },
): DeliveryRow {
  const { registrationId, aoiClientId, label } = recipient
  const { ackedAt } = input
  const row: DeliveryRow = { registrationId, aoiClientId, outcome: decideOutcome(recipient, input) }
  if (label !== null) row.label = label
  if (ackedAt !== undefined) row.ackedAt = ackedAt
  return row
}

function decideOutcome(
  recipient: RecipientRead,
  input: { seq: number; ending: Ending | undefined; ackedAt: number | undefined },
): DeliveryRow['outcome'] {
  if (input.ackedAt !== undefined) return 'acked'
  if (input.ending !== undefined) return input.ending
  if (recipient.endedAt !== null && Number(recipient.ackedSeq) < input.seq) return 'revoked'
  return Number(recipient.due ?? 1) === 0 ? 'expired' : 'pending'
}
