import type { CursorMove, RefusedMove } from '#server/core/store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { recordAcks } from '../events/notification-events.ts'
import { type LockedToken, lockTokensById } from '../registrations/token-statements.ts'
import {
  type AckCount,
  type CursorPlan,
  type CursorState,
  type NewAckRecord,
  planCursorMoves,
} from './plan-cursor-moves.ts'

const ADVANCED = {
  registrationId: 'integer',
  tokenId: 'integer',
  sessionNumber: 'integer',
  fromSeq: 'bigint',
  ackedSeq: 'bigint',
} as const
const MOVED = { registrationId: 'integer', ackedSeq: 'bigint' } as const
const COUNTED = { tokenId: 'integer', fromSeq: 'bigint', toSeq: 'bigint', count: 'integer' } as const
const RECORDED = {
  tokenId: 'integer',
  fromSeq: 'bigint',
  toSeq: 'bigint',
  fromRegistrationId: 'integer',
  toRegistrationId: 'integer',
  ackedAt: 'bigint',
  runs: 'bytes',
} as const

/**
 * `Store.moveCursors`: the cursor flush. Almost always every cursor is where its move begins. So the flush first tries
 * one conditional update, without reading any registration. If a cursor is elsewhere, or its registration has ended,
 * the flush is rolled back and begins again, and reads each registration.
 */
export async function moveCursors(database: Database, moves: readonly CursorMove[]): Promise<RefusedMove[]> {
  if (moves.length === 0) return []
  if (await moveAsBelieved(database, moves)) return []
  return moveWithCare(database, moves)
}

/** Rolls the transaction back if a cursor is not where it was believed to be. */
class Elsewhere extends Error {}

/** Returns true if all moves were made, and false if none was. */
async function moveAsBelieved(database: Database, moves: readonly CursorMove[]): Promise<boolean> {
  const { interests } = database
  try {
    await database.writeRaw(async (tx) => {
      const tokens = await lockTokensOf(tx, { database, moves })
      const plan = planCursorMoves(moves, believedStates(moves, headsOf(tokens)))
      if (plan.refused.length > 0 || (await advanceCursors(tx, plan.cursors)) < plan.cursors.length)
        throw new Elsewhere()
      await addAcks(tx, plan.counts)
      await insertAckRecords(tx, plan.records)
      await recordAcks(tx, { interests, tokens, counts: plan.counts, at: database.clock.now() })
    })
    return true
  } catch (error) {
    if (error instanceof Elsewhere) return false
    throw error
  }
}

async function moveWithCare(database: Database, moves: readonly CursorMove[]): Promise<RefusedMove[]> {
  const { interests } = database
  return database.writeRaw(async (tx) => {
    const tokens = await lockTokensOf(tx, { database, moves })
    const plan = planCursorMoves(moves, await lockCursors(tx, { moves, heads: headsOf(tokens) }))
    await updateCursors(tx, plan.cursors)
    await addAcks(tx, plan.counts)
    await insertAckRecords(tx, plan.records)
    await recordAcks(tx, { interests, tokens, counts: plan.counts, at: database.clock.now() })
    return plan.refused
  })
}

/** The token's lock comes first, as in every transaction that changes rows of its log. */
async function lockTokensOf(
  tx: RawConnection,
  { database, moves }: { database: Database; moves: readonly CursorMove[] },
): Promise<LockedToken[]> {
  await database.failpoint('cursors.begun')
  return lockTokensById(tx, [...new Set(moves.map((move) => move.tokenId))])
}

function headsOf(tokens: readonly LockedToken[]): Map<number, number> {
  return new Map(tokens.map((token) => [token.tokenId, token.headSeq]))
}

function believedStates(moves: readonly CursorMove[], heads: ReadonlyMap<number, number>): CursorState[] {
  const states = new Map<number, CursorState>()
  for (const { registrationId, tokenId, sessionNumber, fromSeq } of moves) {
    if (states.has(registrationId)) continue
    states.set(registrationId, {
      registrationId,
      tokenId,
      sessionNumber,
      ackedSeq: fromSeq,
      headSeq: heads.get(tokenId) ?? 0,
    })
  }
  return [...states.values()]
}

/**
 * Moves the cursors that are where their moves begin, active, and of the newest session of their AOI Client. Returns
 * how many.
 */
async function advanceCursors(tx: RawConnection, cursors: CursorPlan['cursors']): Promise<number> {
  return tx.prisma.$executeRaw`
    UPDATE "Registration" SET "ackedSeq" = r."ackedSeq" FROM ${tx.dialect.rows(ADVANCED, cursors)}
    WHERE "Registration"."id" = r."registrationId" AND "Registration"."tokenId" = r."tokenId"
      AND "Registration"."ackedSeq" = r."fromSeq" AND "Registration"."endSeq" IS NULL
      AND r."sessionNumber" = (
        SELECT c."sessionNumber" FROM "AoiClient" c WHERE c."id" = "Registration"."aoiClientId")`
}

type CursorRead = {
  registrationId: number
  tokenId: number
  ackedSeq: number | bigint
  endSeq: number | bigint | null
  sessionNumber: number | bigint
}

async function lockCursors(
  tx: RawConnection,
  { moves, heads }: { moves: readonly CursorMove[]; heads: ReadonlyMap<number, number> },
): Promise<CursorState[]> {
  const ids = [...new Set(moves.map((move) => move.registrationId))].map((id) => ({ id }))
  const found = await tx.prisma.$queryRaw<CursorRead[]>`
    SELECT g."id" AS "registrationId", g."tokenId", g."ackedSeq", g."endSeq",
      (SELECT c."sessionNumber" FROM "AoiClient" c WHERE c."id" = g."aoiClientId") AS "sessionNumber"
    FROM "Registration" g
    WHERE g."id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'integer' }, ids)})
    ORDER BY g."id" ${tx.dialect.forUpdate}`
  return found.map((row) => ({
    registrationId: row.registrationId,
    tokenId: row.tokenId,
    ackedSeq: Number(row.ackedSeq),
    ...(row.endSeq !== null && { endSeq: Number(row.endSeq) }),
    sessionNumber: Number(row.sessionNumber),
    headSeq: heads.get(row.tokenId) ?? 0,
  }))
}

async function updateCursors(tx: RawConnection, cursors: CursorPlan['cursors']): Promise<void> {
  if (cursors.length === 0) return
  await tx.prisma.$executeRaw`
    UPDATE "Registration" SET "ackedSeq" = r."ackedSeq" FROM ${tx.dialect.rows(MOVED, cursors)}
    WHERE "Registration"."id" = r."registrationId"`
}

/**
 * Adds counts by ranges of seqs. It updates as many rows as there are notifications, however many recipients acked
 * them.
 */
async function addAcks(tx: RawConnection, counts: readonly AckCount[]): Promise<void> {
  if (counts.length === 0) return
  await tx.prisma.$executeRaw`
    UPDATE "Notification" SET "acked" = "Notification"."acked" + r."count" FROM ${tx.dialect.rows(COUNTED, counts)}
    WHERE "Notification"."tokenId" = r."tokenId" AND "Notification"."seq" BETWEEN r."fromSeq" AND r."toSeq"`
}

/** Inserts ack records. Each is kept as long as the last of its notifications. */
async function insertAckRecords(tx: RawConnection, records: readonly NewAckRecord[]): Promise<void> {
  if (records.length === 0) return
  await tx.prisma.$executeRaw`
    INSERT INTO "AckRecord" ("tokenId", "fromSeq", "toSeq", "fromRegistrationId", "toRegistrationId", "ackedAt", "runs",
      "expiresAt")
    SELECT r."tokenId", r."fromSeq", r."toSeq", r."fromRegistrationId", r."toRegistrationId", r."ackedAt", r."runs",
      COALESCE((SELECT max(n."expiresAt") FROM "Notification" n
        WHERE n."tokenId" = r."tokenId" AND n."seq" BETWEEN r."fromSeq" AND r."toSeq"), r."ackedAt")
    FROM ${tx.dialect.rows(RECORDED, records)}`
}
