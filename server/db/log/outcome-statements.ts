import { LIMITS } from '#protocol'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { findAckRuns } from './ack-runs.ts'
import { labelColumns } from './notification-row.ts'
import type { EndingRead, OutcomeRead, RecipientRead, Whole } from './outcomes.ts'
import { ACK_RECORD_SEQS } from './plan-cursor-moves.ts'

const LABEL_COLUMNS = labelColumns('n')

/** Returns the time before which expired notifications are being removed. Nothing shows those any more. */
export function keptSince({ retention }: Pick<Database, 'retention'>, now: number): number {
  return now - retention.notificationSeconds * 1000
}

/** Condition: the notification `n` is meant for `g`, a registration of its token. */
export const IS_MEANT = Prisma.sql`g."startSeq" < n."seq" AND COALESCE(g."endSeq", n."seq") >= n."seq"
  AND (n."resendOf" IS NULL OR EXISTS (SELECT 1 FROM "Recipient" p
    WHERE p."tokenId" = n."tokenId" AND p."seq" = n."seq" AND p."registrationId" = g."id"))`

/** Condition: the notification `n` expires after `now`. TTL 0 lasts as long as its fan-out may take (`endsAt`). */
export function endsAfter(now: number): Prisma.Sql {
  return Prisma.sql`(+n."expiresAt" > ${now} OR ${isPassing(now)})`
}

function isPassing(now: number): Prisma.Sql {
  return Prisma.sql`(+n."expiresAt" > ${now - LIMITS.nowOrNeverMilliseconds} AND +n."expiresAt" = n."acceptedAt")`
}

/** With more recipients, all count as pending for as long, because looking at each would take too long. */
const RECIPIENTS_LOOKED_AT = 10_000

/** Condition: `n` has TTL 0, may still be delivered, and has few enough recipients to look at the session of each. */
function isLookedAt(now: number): Prisma.Sql {
  return Prisma.sql`(${isPassing(now)} AND n."recipients" <= ${RECIPIENTS_LOOKED_AT})`
}

/** Condition: the member `g` has not acked `n`, and has been in the same session since `n` was accepted. */
const IS_CONNECTED_SINCE = Prisma.sql`g."ackedSeq" < n."seq" AND EXISTS (SELECT 1 FROM "AoiClient" c
  WHERE c."id" = g."aoiClientId" AND c."nodeId" IS NOT NULL AND c."lastSeenAt" <= n."acceptedAt")`

/** Counts the recipients that may still get `n`, if it has TTL 0; null if `isLookedAt` does not hold. */
function countDue(now: number): Prisma.Sql {
  return Prisma.sql`
    CASE WHEN ${isLookedAt(now)}
      THEN (SELECT count(*) FROM "Registration" g WHERE g."tokenId" = n."tokenId" AND g."generation" = 0
        AND g."startSeq" < n."seq" AND ${IS_CONNECTED_SINCE}) END`
}

/** Counts the recipients that ended without `n`, if it is live at `now`; otherwise 0. */
export function countRevoked(now: number): Prisma.Sql {
  return Prisma.sql`
    CASE WHEN n."cancelledAt" IS NULL AND n."replacedAt" IS NULL AND ${endsAfter(now)}
      THEN (SELECT count(*) FROM "Registration" g WHERE g."tokenId" = n."tokenId" AND g."endSeq" >= n."seq"
        AND g."ackedSeq" < n."seq" AND ${IS_MEANT})
      ELSE 0 END`
}

/**
 * Reads the counts of notifications. For a single notification, the statement also looks at each recipient, so that all
 * counts are of one instant. For a page, `withRevoked` adds `revoked`. `CROSS JOIN` and `+` keep SQLite on the index
 * that fits `where` and its order (`dashboard/notifications.ts`).
 */
export function selectOutcomes(
  connection: RawConnection,
  { now, since, where, isOne = false }: { now: number; since: number; where: Prisma.Sql; isOne?: boolean },
): Promise<OutcomeRead[]> {
  return connection.prisma.$queryRaw<OutcomeRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."serverApplicationId", n."seq",
      n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt", n."resendOf", n."recipients",
      n."acked", ${isOne ? countRevoked(now) : Prisma.sql`0`} AS "revoked", ${isOne ? countDue(now) : Prisma.sql`NULL`} AS "due"${LABEL_COLUMNS}
    FROM "Notification" n CROSS JOIN "ClientAppToken" t
    WHERE t."id" = n."tokenId" AND +n."expiresAt" > ${since} ${where}`
}

/** Condition: beyond this place in the order of `listNotifications`, newest first. */
export function olderThan(place: readonly [acceptedAt: number, id: string] | undefined): Prisma.Sql {
  return place === undefined
    ? Prisma.empty
    : Prisma.sql`AND (n."acceptedAt", n."id") < (${place[0]}, ${place[1]})`
}

type PlaceRead = EndingRead & { tokenId: number; seq: Whole }
/** The place of a notification in its log, and the columns that `findEnding` needs. */
export type FoundPlace = Omit<EndingRead, 'acceptedAt' | 'expiresAt'> & {
  place: { tokenId: number; seq: number }
  acceptedAt: number
  expiresAt: number
}

/** Finds the notification with that id in its log. */
export async function selectLogPlace(connection: RawConnection, id: string): Promise<FoundPlace | undefined> {
  const [found] = await connection.prisma.$queryRaw<PlaceRead[]>`
    SELECT n."tokenId", n."seq", n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt" FROM "Notification" n
    WHERE n."id" = ${id}`
  if (found === undefined) return undefined
  const { tokenId, seq, acceptedAt, expiresAt, ...ends } = found
  const place = { tokenId, seq: Number(seq) }
  return { ...ends, place, acceptedAt: Number(acceptedAt), expiresAt: Number(expiresAt) }
}

/** Returns 0 for a recipient `g` that will not get `n` any more, because `n` has TTL 0; otherwise 1. */
function isDue(now: number): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${isLookedAt(now)} AND NOT (${IS_CONNECTED_SINCE}) THEN 0 ELSE 1 END`
}

export function selectRecipients(
  connection: RawConnection,
  input: { tokenId: number; seq: number; afterId: number; rows: number; now: number },
): Promise<RecipientRead[]> {
  return connection.prisma.$queryRaw<RecipientRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."label", g."ackedSeq", g."endedAt", ${isDue(input.now)} AS "due"
    FROM "Notification" n CROSS JOIN "Registration" g
    WHERE n."tokenId" = ${input.tokenId} AND n."seq" = ${input.seq}
      AND g."tokenId" = ${input.tokenId} AND g."id" > ${input.afterId} AND ${IS_MEANT}
    ORDER BY g."id" LIMIT ${input.rows}`
}

/** Finds the registration by which an AOI Client was to get the notification. */
export async function selectRecipient(
  connection: RawConnection,
  input: { tokenId: number; seq: number; aoiClientId: string; now: number },
): Promise<RecipientRead | undefined> {
  const [found] = await connection.prisma.$queryRaw<RecipientRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."label", g."ackedSeq", g."endedAt", ${isDue(input.now)} AS "due"
    FROM "Notification" n CROSS JOIN "Registration" g
    WHERE n."tokenId" = ${input.tokenId} AND n."seq" = ${input.seq}
      AND g."aoiClientId" = ${input.aoiClientId} AND g."tokenId" = ${input.tokenId} AND ${IS_MEANT}`
  return found
}

/**
 * Returns the times at which the registrations from the first to the last acked the notification. Registrations that
 * did not ack are missing.
 */
export async function findAckTimes(
  connection: RawConnection,
  input: { tokenId: number; seq: number; registrations: readonly RecipientRead[] },
): Promise<Map<number, number>> {
  const { tokenId, seq, registrations } = input
  const firstId = registrations[0]?.registrationId
  const lastId = registrations.at(-1)?.registrationId
  if (firstId === undefined || lastId === undefined) return new Map()
  const records = await connection.prisma.$queryRaw<AckRecordRead[]>`
    SELECT a."fromRegistrationId", a."fromSeq", a."ackedAt" AS "at", a."runs" FROM "AckRecord" a
    WHERE ${holdsSeq({ tokenId, seq })}
      AND a."toRegistrationId" >= ${firstId} AND a."fromRegistrationId" <= ${lastId}`
  return timesOf(records, { seq, firstId, lastId })
}

/** Returns the times of acks in records that are newer than `afterRecordId`, by registration id. */
export async function findAckTimesSince(
  connection: RawConnection,
  { tokenId, seq, afterRecordId }: { tokenId: number; seq: number; afterRecordId: number },
): Promise<Map<number, number>> {
  const records = await connection.prisma.$queryRaw<AckRecordRead[]>`
    SELECT a."fromRegistrationId", a."fromSeq", a."ackedAt" AS "at", a."runs" FROM "AckRecord" a
    WHERE ${holdsSeq({ tokenId, seq })} AND a."id" > ${afterRecordId}`
  return timesOf(records, { seq, firstId: 0, lastId: Number.MAX_SAFE_INTEGER })
}

/**
 * Condition: the record may hold the seq. A record lies in one block of seqs, so it ends between the seq and the end of
 * its block.
 */
function holdsSeq({ tokenId, seq }: { tokenId: number; seq: number }): Prisma.Sql {
  const blockEnd = (Math.floor(seq / ACK_RECORD_SEQS) + 1) * ACK_RECORD_SEQS
  return Prisma.sql`a."tokenId" = ${tokenId} AND a."toSeq" >= ${seq} AND a."toSeq" < ${blockEnd} AND a."fromSeq" <= ${seq}`
}

function timesOf(
  records: readonly AckRecordRead[],
  wanted: { seq: number; firstId: number; lastId: number },
): Map<number, number> {
  const times = new Map<number, number>()
  for (const record of records)
    for (const run of findAckRuns(toRecord(record), wanted)) times.set(run.registrationId, run.at)
  return times
}

type AckRecordRead = { fromRegistrationId: number; fromSeq: Whole; at: Whole; runs: Uint8Array }

function toRecord({ fromRegistrationId, fromSeq, at, runs }: AckRecordRead) {
  return { fromRegistrationId, fromSeq: Number(fromSeq), at: Number(at), runs }
}
