import { LIMITS } from '#protocol'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import type { DashboardStore, RecentAcks } from '#server/core/dashboard/dashboard-store.ts'
import { atOnce } from '#server/core/pacer.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { decodeAckRuns } from '../log/ack-runs.ts'
import type { Whole } from '../log/outcomes.ts'
import { ACK_RECORD_SEQS } from '../log/plan-cursor-moves.ts'

type NotificationRead = { seq: Whole; acceptedAt: Whole; recipients: number }
type RecordRead = {
  id: number
  fromRegistrationId: number
  fromSeq: Whole
  toSeq: Whole
  ackedAt: Whole
  runs: Uint8Array
}
type Timed = RecentAcks & { acceptedAt: number }
type Input = Parameters<DashboardStore['readRecentAcks']>[0]

/**
 * Reads the times to ack of the notifications just before a seq, newest first. Looks at `LIMITS.usualSeqs` seqs, at
 * `LIMITS.usualNotifications` notifications among them, and at `LIMITS.usualAckRecords` records of acks, in steps.
 */
export async function readRecentAcks(database: Database, input: Input): Promise<RecentAcks[]> {
  const { tokenId, turn = atOnce } = input
  const found = await turn(() => database.readRaw((connection) => selectBefore(connection, input)))
  const bySeq = new Map(found.map((row) => [Number(row.seq), toTimed(row)]))
  const seqs = [...bySeq.keys()]
  const range = { tokenId, least: Math.min(...seqs), most: Math.max(...seqs) }
  let after: RecordRead | undefined
  for (let read = 0; seqs.length > 0; read += LIMITS.usualAckRecordsPerStep) {
    const records = await turn(() =>
      database.readRaw((connection) => selectRecords(connection, { ...range, after })),
    )
    for (const record of records) count(record, bySeq)
    after = records.at(-1)
    if (records.length < LIMITS.usualAckRecordsPerStep || after === undefined) break
    if (read + LIMITS.usualAckRecordsPerStep < LIMITS.usualAckRecords) continue
    // The records come by the end of their range, so only the newer notifications have all of theirs.
    for (const seq of seqs) if (seq <= Number(after.toSeq)) bySeq.delete(seq)
    break
  }
  return [...bySeq.values()].map(({ recipients, acked }) => ({ recipients, acked }))
}

function toTimed({ acceptedAt, recipients }: NotificationRead): Timed {
  return { acceptedAt: Number(acceptedAt), recipients, acked: new TimeHistogram() }
}

function selectBefore({ prisma }: RawConnection, { tokenId, beforeSeq }: Input): Promise<NotificationRead[]> {
  return prisma.$queryRaw<NotificationRead[]>`
    SELECT n."seq", n."acceptedAt", n."recipients" FROM "Notification" n
    WHERE n."tokenId" = ${tokenId} AND n."seq" < ${beforeSeq} AND n."seq" >= ${beforeSeq - LIMITS.usualSeqs}
      AND n."recipients" > 0 AND n."resendOf" IS NULL
    ORDER BY n."seq" DESC LIMIT ${LIMITS.usualNotifications}`
}

function selectRecords(
  { prisma }: RawConnection,
  {
    tokenId,
    least,
    most,
    after,
  }: { tokenId: number; least: number; most: number; after: RecordRead | undefined },
): Promise<RecordRead[]> {
  // A record lies in one block of seqs.
  const blockEnd = (Math.floor(most / ACK_RECORD_SEQS) + 1) * ACK_RECORD_SEQS
  const older =
    after === undefined
      ? Prisma.empty
      : Prisma.sql`AND (a."toSeq", a."fromSeq", a."id") < (${after.toSeq}, ${after.fromSeq}, ${after.id})`
  return prisma.$queryRaw<RecordRead[]>`
    SELECT a."id", a."fromRegistrationId", a."fromSeq", a."toSeq", a."ackedAt", a."runs" FROM "AckRecord" a
    WHERE a."tokenId" = ${tokenId} AND a."toSeq" >= ${least} AND a."toSeq" < ${blockEnd}
      AND a."fromSeq" <= ${most} ${older}
    ORDER BY a."toSeq" DESC, a."fromSeq" DESC, a."id" DESC LIMIT ${LIMITS.usualAckRecordsPerStep}`
}

function count({ runs, ...record }: RecordRead, bySeq: ReadonlyMap<number, Timed>): void {
  const base = {
    ...{ fromRegistrationId: record.fromRegistrationId, fromSeq: Number(record.fromSeq) },
    at: Number(record.ackedAt),
  }
  for (const { fromSeq, toSeq, at } of decodeAckRuns(base, runs))
    for (const [seq, { acked, acceptedAt }] of bySeq)
      if (fromSeq <= seq && seq <= toSeq) acked.add(at - acceptedAt)
}
