import type { AuditEvent } from '#server/core/store.ts'
import type { Database, RawTransaction } from '../connection/database.ts'
import { CHAIN_ID, type ChainEnds, type ChainedRow, hashRow, hashRows } from './audit-chain.ts'

/**
 * Begins the chain of a database without one. The rows that exist already wait for their place in it; housekeeping adds
 * them.
 */
export async function ensureAuditChain(database: Database): Promise<void> {
  await database.writeRaw(
    (tx) => tx.prisma.$executeRaw`
      INSERT INTO "AuditChain" ("id", "lastId", "hash", "waitingId", "cutId", "cutHash")
      SELECT ${CHAIN_ID}, 0, '', COALESCE(max("id"), 0), 0, '' FROM "AuditEvent" WHERE true
      ON CONFLICT ("id") DO NOTHING`,
  )
}

/**
 * Adds a row to the audit and to its hash chain, in one transaction. The lock on the chain's row orders the rows of all
 * nodes. Behind rows that are not in the chain yet, the new row waits as well.
 */
export function recordAudit(database: Database, event: AuditEvent): Promise<void> {
  return database.writeRaw(async (tx) => {
    const ends = await lockChain(tx)
    const row = await insert(tx, event)
    if (ends.lastId < ends.waitingId) {
      await tx.prisma.$executeRaw`UPDATE "AuditChain" SET "waitingId" = ${row.id} WHERE "id" = ${CHAIN_ID}`
      return
    }
    const hash = hashRow(ends.hash, row)
    await tx.prisma.$executeRaw`UPDATE "AuditEvent" SET "hash" = ${hash} WHERE "id" = ${row.id}`
    await moveEnd(tx, { lastId: row.id, hash, waitingId: row.id })
  })
}

/**
 * Locks the chain until the transaction ends, and returns its ends. Other transactions that change the audit wait.
 */
export async function lockChain(tx: RawTransaction): Promise<ChainEnds> {
  const [ends] = await tx.prisma.$queryRaw<ChainEnds[]>`
    SELECT "lastId", "hash", "waitingId", "cutId", "cutHash" FROM "AuditChain" WHERE "id" = ${CHAIN_ID}
    ${tx.dialect.forUpdate}`
  if (ends === undefined) throw new Error('the audit has no chain: the row of AuditChain is missing')
  return ends
}

/** A lone surrogate cannot be stored, so that the hash would cover another text than the row has. */
async function insert(tx: RawTransaction, { at, ...event }: AuditEvent): Promise<ChainedRow> {
  const [actor, action, subject] = [event.actor, event.action, event.subject].map(toWellFormed)
  const detail = event.detail === undefined ? null : toWellFormed(event.detail)
  const row = { at, actor: actor ?? '', action: action ?? '', subject: subject ?? '', detail }
  const [inserted] = await tx.prisma.$queryRaw<{ id: number }[]>`
    INSERT INTO "AuditEvent" ("actor", "action", "subject", "detail", "at")
    VALUES (${row.actor}, ${row.action}, ${row.subject}, ${row.detail}, ${row.at}) RETURNING "id"`
  if (inserted === undefined) throw new Error('the audit returned no id')
  return { id: inserted.id, ...row }
}

function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

/** Returns whether a server without the chain has left rows that are not in it. */
export async function hasWaitingRows(database: Database): Promise<boolean> {
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "found" FROM "AuditChain" WHERE "lastId" < "waitingId"`,
  )
  return found.length > 0
}

/** Adds at most `rows` waiting rows to the chain. Returns how many. */
export function chainWaitingRows(database: Database, rows: number): Promise<number> {
  return database.writeRaw(async (tx) => {
    const { lastId, hash, waitingId } = await lockChain(tx)
    const waiting = await tx.prisma.$queryRaw<ChainedRow[]>`
      SELECT "id", "at", "actor", "action", "subject", "detail" FROM "AuditEvent"
      WHERE "id" > ${lastId} AND "id" <= ${waitingId} ORDER BY "id" LIMIT ${rows}`
    const hashed = hashRows(hash, waiting)
    const last = hashed.at(-1) ?? { id: lastId, hash }
    const chained = hashed.map((row) => ({ id: row.id, hash: row.hash }))
    if (chained.length > 0)
      await tx.prisma.$executeRaw`
        UPDATE "AuditEvent" SET "hash" = r."hash" FROM ${tx.dialect.rows({ id: 'integer', hash: 'text' }, chained)}
        WHERE "AuditEvent"."id" = r."id"`
    // Retention may have removed the rest.
    const end = hashed.length < rows ? last.id : waitingId
    await moveEnd(tx, { lastId: last.id, hash: last.hash, waitingId: end })
    return hashed.length
  })
}

function moveEnd(
  tx: RawTransaction,
  { lastId, hash, waitingId }: Pick<ChainEnds, 'lastId' | 'hash' | 'waitingId'>,
): Promise<number> {
  return tx.prisma.$executeRaw`
    UPDATE "AuditChain" SET "lastId" = ${lastId}, "hash" = ${hash}, "waitingId" = ${waitingId} WHERE "id" = ${CHAIN_ID}`
}
