import type { Database } from '../connection/database.ts'
import { CHAIN_ID } from './audit-chain.ts'
import { lockChain } from './record-audit.ts'

type OldRow = { id: number; at: number; hash: string | null }

/**
 * Removes the oldest rows of the audit, at most `rows`, up to the last one written before `before` (Unix ms). The chain
 * keeps the hash at the cut, so the kept rows can be checked without the removed ones. Returns how many it removed.
 */
export function sweepAudit(
  database: Database,
  { before, rows }: { before: number; rows: number },
): Promise<number> {
  return database.writeRaw(async (tx) => {
    const { cutHash } = await lockChain(tx)
    const oldest = await tx.prisma.$queryRaw<OldRow[]>`
      SELECT "id", "at", "hash" FROM "AuditEvent" ORDER BY "id" LIMIT ${rows}`
    // A node with a fast clock writes rows that look younger than the row after them.
    const removed = oldest.slice(0, oldest.findLastIndex(({ at }) => at <= before) + 1)
    const last = removed.at(-1)
    if (last === undefined) return 0
    const hash = removed.findLast((row) => row.hash !== null)?.hash ?? cutHash
    await tx.prisma.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" <= ${last.id}`
    await tx.prisma.$executeRaw`
      UPDATE "AuditChain" SET "cutId" = ${last.id}, "cutHash" = ${hash} WHERE "id" = ${CHAIN_ID}`
    return removed.length
  })
}
