import type { PushStore } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

type Seen = { registrationId: number; aoiClientId: string; isFree: number | boolean }

/**
 * `PushStore.claim`. The node of an AOI Client is the lease of its session: a node that is silent loses it. The
 * statement that claims repeats the condition, so that two nodes cannot both succeed.
 */
export async function claimPushMembers(
  database: Database,
  { nodeId, liveNodeIds, afterId, rows }: Parameters<PushStore['claim']>[0],
): ReturnType<PushStore['claim']> {
  const isHeld = Prisma.sql`c."nodeId" IS NOT NULL AND c."nodeId" IN (${Prisma.join([nodeId, ...liveNodeIds])})`
  const seen = await database.read(
    ({ prisma }) => prisma.$queryRaw<Seen[]>`
      SELECT s."registrationId", g."aoiClientId", CASE WHEN g."generation" = 0 AND c."endedAt" IS NULL
        AND NOT (${isHeld}) THEN 1 ELSE 0 END AS "isFree"
      FROM "PushSubscription" s JOIN "Registration" g ON g."id" = s."registrationId"
      JOIN "AoiClient" c ON c."id" = g."aoiClientId"
      WHERE s."registrationId" > ${afterId} ORDER BY s."registrationId" LIMIT ${rows}`,
  )
  const last = seen.length < rows ? undefined : seen.at(-1)?.registrationId
  const free = [...new Set(seen.flatMap((row) => (Number(row.isFree) === 1 ? [row.aoiClientId] : [])))].sort()
  if (free.length === 0) return { aoiClientIds: [], ...(last !== undefined && { lastId: last }) }
  const claimed = await database.write(
    ({ prisma }) => prisma.$queryRaw<{ id: string }[]>`
      UPDATE "AoiClient" SET "nodeId" = ${nodeId}
      WHERE "id" IN (${Prisma.join(free)}) AND "endedAt" + 0 IS NULL
        AND ("nodeId" IS NULL OR "nodeId" NOT IN (${Prisma.join([nodeId, ...liveNodeIds])}))
      RETURNING "id"`,
  )
  return { aoiClientIds: claimed.map(({ id }) => id), ...(last !== undefined && { lastId: last }) }
}
