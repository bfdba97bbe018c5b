import { LIMITS } from '#protocol'
import { decodeAckRuns } from './ack-runs.ts'
import type { Connection } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'
import type { OutcomeRead, RecipientRead } from './outcomes.ts'
import { ACK_RECORD_SEQS } from './plan-cursor-moves.ts'

const KEPT_MS = LIMITS.notificationKeptSeconds * 1000

/** Notifications that expired before this are being removed; nothing shows them any more. */
export function keptSince(now: number): number {
  return now - KEPT_MS
}

/** Counts and revocations in one statement, so that they are of one instant. */
export function selectOutcomes(
  connection: Connection,
  { now, where }: { now: number; where: Prisma.Sql },
): Promise<OutcomeRead[]> {
  return connection.prisma.$queryRaw<OutcomeRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."serverApplicationId", n."seq",
      n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt", n."recipients", n."acked",
      CASE WHEN n."cancelledAt" IS NULL AND n."replacedAt" IS NULL AND n."expiresAt" > ${now}
        THEN (SELECT count(*) FROM "Registration" g WHERE g."tokenId" = n."tokenId" AND g."endSeq" >= n."seq"
          AND g."startSeq" < n."seq" AND g."ackedSeq" < n."seq")
        ELSE 0 END AS "revoked"
    FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
    WHERE n."expiresAt" > ${keptSince(now)} ${where}`
}

/** The place of a notification in the order of `listNotifications`: newest first. */
export function olderThan(place: readonly [acceptedAt: number, id: string] | undefined): Prisma.Sql {
  return place === undefined
    ? Prisma.empty
    : Prisma.sql`AND (n."acceptedAt", n."id") < (${place[0]}, ${place[1]})`
}

/** `COALESCE` instead of `OR`: it keeps SQLite on the index that has the order of the page. */
export function selectRecipients(
  connection: Connection,
  input: { tokenId: number; seq: number; afterId: number; rows: number },
): Promise<RecipientRead[]> {
  return connection.prisma.$queryRaw<RecipientRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."ackedSeq", g."endedAt" FROM "Registration" g
    WHERE g."tokenId" = ${input.tokenId} AND g."id" > ${input.afterId} AND g."startSeq" < ${input.seq}
      AND COALESCE(g."endSeq", ${input.seq}) >= ${input.seq}
    ORDER BY g."id" LIMIT ${input.rows}`
}

/** When the registrations from the first to the last acked the notification; who did not is missing. */
export async function findAckTimes(
  connection: Connection,
  input: { tokenId: number; seq: number; registrations: readonly RecipientRead[] },
): Promise<Map<number, number>> {
  const { tokenId, seq, registrations } = input
  const first = registrations[0]?.registrationId
  const last = registrations.at(-1)?.registrationId
  if (first === undefined || last === undefined) return new Map()
  const records = await connection.prisma.ackRecord.findMany({
    where: {
      tokenId,
      toSeq: { gte: seq, lt: seq + ACK_RECORD_SEQS },
      fromSeq: { lte: seq },
      toRegistrationId: { gte: first },
      fromRegistrationId: { lte: last },
    },
  })
  const runs = records.flatMap((record) =>
    decodeAckRuns(
      {
        fromRegistrationId: record.fromRegistrationId,
        fromSeq: Number(record.fromSeq),
        at: Number(record.ackedAt),
      },
      record.runs,
    ),
  )
  return new Map(
    runs.filter((run) => run.fromSeq <= seq && run.toSeq >= seq).map((run) => [run.registrationId, run.at]),
  )
}
