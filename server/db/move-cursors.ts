import type { CursorMove } from '#server/core/store.ts'
import type { Connection, Database } from './database.ts'
import {
  type AckCount,
  type CursorPlan,
  type CursorState,
  type NewAckRecord,
  planCursorMoves,
} from './plan-cursor-moves.ts'
import { type LockedToken, lockTokensById } from './token-statements.ts'

/** `Store.moveCursors`: the cursor flush. */
export async function moveCursors(database: Database, moves: readonly CursorMove[]): Promise<number[]> {
  if (moves.length === 0) return []
  return database.write(async (tx) => {
    await database.failpoint('cursors.begun')
    // The token's lock comes first, as in every transaction that changes rows of its log.
    const tokens = await lockTokensById(tx, [...new Set(moves.map((move) => move.tokenId))])
    const plan = planCursorMoves(moves, await lockCursors(tx, { moves, tokens }))
    await updateCursors(tx, plan.cursors)
    await addAcks(tx, plan.counts)
    await insertAckRecords(tx, plan.records)
    return plan.refused
  })
}

type CursorRead = {
  registrationId: number
  tokenId: number
  ackedSeq: number | bigint
  endSeq: number | bigint | null
}

async function lockCursors(
  tx: Connection,
  { moves, tokens }: { moves: readonly CursorMove[]; tokens: readonly LockedToken[] },
): Promise<CursorState[]> {
  const ids = [...new Set(moves.map((move) => move.registrationId))].map((id) => ({ id }))
  const heads = new Map(tokens.map((token) => [token.tokenId, token.headSeq]))
  const found = await tx.prisma.$queryRaw<CursorRead[]>`
    SELECT g."id" AS "registrationId", g."tokenId", g."ackedSeq", g."endSeq" FROM "Registration" g
    WHERE g."id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'integer' }, ids)})
    ORDER BY g."id" ${tx.dialect.forUpdate}`
  return found.map((row) => ({
    registrationId: row.registrationId,
    tokenId: row.tokenId,
    ackedSeq: Number(row.ackedSeq),
    ...(row.endSeq !== null && { endSeq: Number(row.endSeq) }),
    headSeq: heads.get(row.tokenId) ?? 0,
  }))
}

async function updateCursors(tx: Connection, cursors: CursorPlan['cursors']): Promise<void> {
  if (cursors.length === 0) return
  const columns = { registrationId: 'integer', ackedSeq: 'bigint' } as const
  await tx.prisma.$executeRaw`
    UPDATE "Registration" SET "ackedSeq" = r."ackedSeq" FROM ${tx.dialect.rows(columns, cursors)}
    WHERE "Registration"."id" = r."registrationId"`
}

/** Adds by ranges: as many rows as notifications, however many recipients acked them. */
async function addAcks(tx: Connection, counts: readonly AckCount[]): Promise<void> {
  if (counts.length === 0) return
  const columns = { tokenId: 'integer', fromSeq: 'bigint', toSeq: 'bigint', count: 'integer' } as const
  await tx.prisma.$executeRaw`
    UPDATE "Notification" SET "acked" = "Notification"."acked" + r."count" FROM ${tx.dialect.rows(columns, counts)}
    WHERE "Notification"."tokenId" = r."tokenId" AND "Notification"."seq" BETWEEN r."fromSeq" AND r."toSeq"`
}

/** A record is kept as long as the last of its notifications. */
async function insertAckRecords(tx: Connection, records: readonly NewAckRecord[]): Promise<void> {
  if (records.length === 0) return
  const columns = {
    tokenId: 'integer',
    fromSeq: 'bigint',
    toSeq: 'bigint',
    fromRegistrationId: 'integer',
    toRegistrationId: 'integer',
    ackedAt: 'bigint',
    runs: 'bytes',
  } as const
  await tx.prisma.$executeRaw`
    INSERT INTO "AckRecord" ("tokenId", "fromSeq", "toSeq", "fromRegistrationId", "toRegistrationId", "ackedAt", "runs",
      "expiresAt")
    SELECT r."tokenId", r."fromSeq", r."toSeq", r."fromRegistrationId", r."toRegistrationId", r."ackedAt", r."runs",
      COALESCE((SELECT max(n."expiresAt") FROM "Notification" n
        WHERE n."tokenId" = r."tokenId" AND n."seq" BETWEEN r."fromSeq" AND r."toSeq"), r."ackedAt")
    FROM ${tx.dialect.rows(columns, records)}`
}
