import { LIMITS } from '#protocol'
import { findAckRuns } from './ack-runs.ts'
import type { RawConnection } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'
import type { EndingRead, OutcomeRead, RecipientRead, Whole } from './outcomes.ts'
import { ACK_RECORD_SEQS } from './plan-cursor-moves.ts'

const KEPT_MS = LIMITS.notificationKeptSeconds * 1000

/** Notifications that expired before this are being removed; nothing shows them any more. */
export function keptSince(now: number): number {
  return now - KEPT_MS
}

/** Of a notification `n` and a registration `g` of its token: it is meant for it. */
export const IS_MEANT = Prisma.sql`g."startSeq" < n."seq" AND COALESCE(g."endSeq", n."seq") >= n."seq"
  AND (n."resendOf" IS NULL OR EXISTS (SELECT 1 FROM "Recipient" p
    WHERE p."tokenId" = n."tokenId" AND p."seq" = n."seq" AND p."registrationId" = g."id"))`

/** How many of the recipients of a notification `n` that is live at `now` ended without it. */
export function countRevoked(now: number): Prisma.Sql {
  return Prisma.sql`
    CASE WHEN n."cancelledAt" IS NULL AND n."replacedAt" IS NULL AND n."expiresAt" > ${now}
      THEN (SELECT count(*) FROM "Registration" g WHERE g."tokenId" = n."tokenId" AND g."endSeq" >= n."seq"
        AND g."ackedSeq" < n."seq" AND ${IS_MEANT})
      ELSE 0 END`
}

/**
 * Counts and revocations in one statement, so that they are of one instant. `CROSS JOIN` and `+` keep SQLite on the
 * index that `where` and its order are made for (`dashboard/notifications.ts`).
 */
export function selectOutcomes(
  connection: RawConnection,
  { now, where }: { now: number; where: Prisma.Sql },
): Promise<OutcomeRead[]> {
  return connection.prisma.$queryRaw<OutcomeRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."serverApplicationId", n."seq",
      n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt", n."resendOf", n."recipients",
      n."acked", ${countRevoked(now)} AS "revoked"
    FROM "Notification" n CROSS JOIN "ClientAppToken" t
    WHERE t."id" = n."tokenId" AND +n."expiresAt" > ${keptSince(now)} ${where}`
}

/** The place of a notification in the order of `listNotifications`: newest first. */
export function olderThan(place: readonly [acceptedAt: number, id: string] | undefined): Prisma.Sql {
  return place === undefined
    ? Prisma.empty
    : Prisma.sql`AND (n."acceptedAt", n."id") < (${place[0]}, ${place[1]})`
}

type PlaceRead = EndingRead & { tokenId: number; seq: Whole }
/** Where a notification stands, and what is needed to tell what ended it. */
export type FoundPlace = Omit<EndingRead, 'expiresAt'> & {
  place: { tokenId: number; seq: number }
  expiresAt: number
}

/** The notification of that id in its log. */
export async function selectLogPlace(connection: RawConnection, id: string): Promise<FoundPlace | undefined> {
  const [found] = await connection.prisma.$queryRaw<PlaceRead[]>`
    SELECT n."tokenId", n."seq", n."expiresAt", n."cancelledAt", n."replacedAt" FROM "Notification" n
    WHERE n."id" = ${id}`
  if (found === undefined) return undefined
  const { tokenId, seq, expiresAt, ...ends } = found
  return { ...ends, place: { tokenId, seq: Number(seq) }, expiresAt: Number(expiresAt) }
}

export function selectRecipients(
  connection: RawConnection,
  input: { tokenId: number; seq: number; afterId: number; rows: number },
): Promise<RecipientRead[]> {
  return connection.prisma.$queryRaw<RecipientRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."ackedSeq", g."endedAt"
    FROM "Notification" n CROSS JOIN "Registration" g
    WHERE n."tokenId" = ${input.tokenId} AND n."seq" = ${input.seq}
      AND g."tokenId" = ${input.tokenId} AND g."id" > ${input.afterId} AND ${IS_MEANT}
    ORDER BY g."id" LIMIT ${input.rows}`
}

/** The registration by which an AOI Client was to get the notification. */
export async function selectRecipient(
  connection: RawConnection,
  input: { tokenId: number; seq: number; aoiClientId: string },
): Promise<RecipientRead | undefined> {
  const [found] = await connection.prisma.$queryRaw<RecipientRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."ackedSeq", g."endedAt"
    FROM "Notification" n CROSS JOIN "Registration" g
    WHERE n."tokenId" = ${input.tokenId} AND n."seq" = ${input.seq}
      AND g."aoiClientId" = ${input.aoiClientId} AND g."tokenId" = ${input.tokenId} AND ${IS_MEANT}`
  return found
}

/**
 * When the registrations from the first to the last acked the notification; who did not is missing. Records lie in blocks
 * of seqs, so those that can hold it end between it and the end of its block.
 */
export async function findAckTimes(
  connection: RawConnection,
  input: { tokenId: number; seq: number; registrations: readonly RecipientRead[] },
): Promise<Map<number, number>> {
  const { tokenId, seq, registrations } = input
  const firstId = registrations[0]?.registrationId
  const lastId = registrations.at(-1)?.registrationId
  if (firstId === undefined || lastId === undefined) return new Map()
  const blockEnd = (Math.floor(seq / ACK_RECORD_SEQS) + 1) * ACK_RECORD_SEQS
  const records = await connection.prisma.$queryRaw<AckRecordRead[]>`
    SELECT a."fromRegistrationId", a."fromSeq", a."ackedAt" AS "at", a."runs" FROM "AckRecord" a
    WHERE a."tokenId" = ${tokenId} AND a."toSeq" >= ${seq} AND a."toSeq" < ${blockEnd} AND a."fromSeq" <= ${seq}
      AND a."toRegistrationId" >= ${firstId} AND a."fromRegistrationId" <= ${lastId}`
  const times = new Map<number, number>()
  for (const record of records) {
    for (const run of findAckRuns(toRecord(record), { seq, firstId, lastId }))
      times.set(run.registrationId, run.at)
  }
  return times
}

type AckRecordRead = { fromRegistrationId: number; fromSeq: Whole; at: Whole; runs: Uint8Array }

function toRecord({ fromRegistrationId, fromSeq, at, runs }: AckRecordRead) {
  return { fromRegistrationId, fromSeq: Number(fromSeq), at: Number(at), runs }
}
