import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../database.ts'
import { removeMembers } from '../registration-statements.ts'
import { lockTokensById } from '../token-statements.ts'

type EndedMember = { aoiClientId: string; registrationId: number }

export async function endMembers(
  database: Database,
  { tokenId, at, rows }: Parameters<DashboardStore['endMembers']>[0],
): Promise<EndedMember[]> {
  return database.write(async (tx) => {
    const [token] = await lockTokensById(tx, [tokenId])
    if (token === undefined) return []
    const ended = await tx.prisma.$queryRaw<EndedMember[]>`
      UPDATE "Registration" SET "endSeq" = ${token.headSeq}, "endedAt" = ${at}, "generation" = "id"
      WHERE "id" IN (
        SELECT g."id" FROM "Registration" g
        WHERE g."tokenId" = ${tokenId} AND g."generation" = 0 AND g."createdAt" <= ${at} ORDER BY g."id" LIMIT ${rows}
      )
      RETURNING "aoiClientId", "id" AS "registrationId"`
    await removeMembers(tx, { members: [{ tokenId, count: ended.length }], at })
    return ended
  })
}
