import type { FailingHook } from '#server/core/findings/facts.ts'
import type { HookStore } from '#server/core/hooks/hook-store.ts'
import type { Database } from '../connection/database.ts'

type Read = { id: string; name: string; refused: number | bigint; reason: string | null }

/** Reads only the kept requests of each hook, so the cost does not grow with their number. */
export async function listFailing(
  database: Database,
  { from, rows }: Parameters<HookStore['listFailing']>[0],
): Promise<FailingHook[]> {
  const found = await database.read(
    ({ prisma }) => prisma.$queryRaw<Read[]>`
      SELECT h."id", h."name", count(*) AS "refused", max(r."reason") AS "reason"
      FROM "Hook" h JOIN "HookRequest" r ON r."hookId" = h."id"
      WHERE h."revokedAt" IS NULL AND h."lastUsedAt" >= ${from} AND r."at" >= ${from} AND r."outcome" = 'refused'
      GROUP BY h."id", h."name" ORDER BY count(*) DESC, h."id" LIMIT ${rows}`,
  )
  return found.map(({ id, name, refused, reason }) => ({
    ...{ id, name, refused: Number(refused) },
    ...(reason !== null && { reason }),
  }))
}
