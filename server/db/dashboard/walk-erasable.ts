import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { ErasableNotification, EraseScope } from '#server/core/erase/erase-scope.ts'
import type { Database, RawConnection } from '../connection/database.ts'

type Whole = number | bigint
/** The notifications of a token that belong to the scope: `afterSeq < seq <= upToSeq`. */
type Range = { id: number; tokenId: number; afterSeq: Whole; upToSeq: Whole }
type NotificationRead = { id: string; seq: Whole; acceptedAt: Whole; erasedAt: Whole | null }

/**
 * Returns at most `rows` notifications of the scope after the place, in the order of tokens or registrations and seqs.
 * Each call reads at most `rows` tokens or registrations, and at most `rows` notifications, erased or not.
 */
export function walkErasable(
  database: Database,
  { scope, place, rows }: Parameters<DashboardStore['walkErasable']>[0],
): ReturnType<DashboardStore['walkErasable']> {
  return database.readRaw(async (connection) => {
    const ranges = await readRanges(connection, { scope, afterId: place.afterId, rows })
    const found: ErasableNotification[] = []
    for (const range of ranges) {
      // The page of ranges is read again for each place in it, and the place is in one of its ranges.
      const seq = range.id === place.rangeId ? place.seq : 0
      if (range.id < place.rangeId) continue
      const read = await readRange(connection, { range, seq, rows: rows - found.length })
      for (const { id, acceptedAt, erasedAt } of read)
        found.push({ id, acceptedAt: Number(acceptedAt), isErased: erasedAt !== null })
      const last = read.at(-1)
      if (found.length >= rows && last !== undefined)
        return { found, next: { afterId: place.afterId, rangeId: range.id, seq: Number(last.seq) } }
    }
    const lastRange = ranges.at(-1)
    const isEnd = lastRange === undefined || ranges.length < rows
    return { found, next: isEnd ? undefined : { afterId: lastRange.id, rangeId: 0, seq: 0 } }
  })
}

function readRange(
  { prisma }: RawConnection,
  { range, seq, rows }: { range: Range; seq: number; rows: number },
): Promise<NotificationRead[]> {
  const afterSeq = Math.max(seq, Number(range.afterSeq))
  return prisma.$queryRaw<NotificationRead[]>`
    SELECT n."id", n."seq", n."acceptedAt", n."erasedAt" FROM "Notification" n
    WHERE n."tokenId" = ${range.tokenId} AND n."seq" > ${afterSeq} AND n."seq" <= ${Number(range.upToSeq)}
    ORDER BY n."seq" LIMIT ${rows}`
}

function readRanges(
  { prisma }: RawConnection,
  { scope, afterId, rows }: { scope: EraseScope; afterId: number; rows: number },
): Promise<Range[]> {
  switch (scope.kind) {
    case 'token':
      return prisma.$queryRaw<Range[]>`
        SELECT t."id", t."id" AS "tokenId", 0 AS "afterSeq", t."headSeq" AS "upToSeq" FROM "ClientAppToken" t
        WHERE t."id" = ${scope.tokenId} AND t."id" > ${afterId} LIMIT ${rows}`
    case 'application':
      return prisma.$queryRaw<Range[]>`
        SELECT t."id", t."id" AS "tokenId", 0 AS "afterSeq", t."headSeq" AS "upToSeq" FROM "ClientAppToken" t
        WHERE t."applicationName" = ${scope.applicationName} AND t."id" > ${afterId} ORDER BY t."id" LIMIT ${rows}`
    case 'aoiClient':
      return prisma.$queryRaw<Range[]>`
        SELECT g."id", g."tokenId", g."startSeq" AS "afterSeq", COALESCE(g."endSeq", t."headSeq") AS "upToSeq"
        FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
        WHERE g."aoiClientId" = ${scope.aoiClientId} AND g."id" > ${afterId} ORDER BY g."id" LIMIT ${rows}`
  }
}
