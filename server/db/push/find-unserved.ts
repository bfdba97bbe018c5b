import type { PushStore, UnservedClient } from '#server/core/push-members/push-store.ts'
import type { Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

type Seen = {
  registrationId: number
  aoiClientId: string
  sessionNumber: number
  isUnserved: number | boolean
}

/** True for a row whose AOI Client has no session on these nodes. */
function isUnserved(nodeIds: readonly string[]): Prisma.Sql {
  const isElsewhere =
    nodeIds.length === 0
      ? Prisma.sql`TRUE`
      : Prisma.sql`(c."nodeId" IS NULL OR c."nodeId" NOT IN (${Prisma.join([...nodeIds])}))`
  return Prisma.sql`g."generation" = 0 AND c."endedAt" IS NULL AND ${isElsewhere}`
}

/** `PushStore.listUnserved`. It walks the table in steps, so that each has the same cost. */
export async function listUnserved(
  database: Database,
  { nodeIds, afterId, rows }: Parameters<PushStore['listUnserved']>[0],
): ReturnType<PushStore['listUnserved']> {
  const seen = await database.read(
    ({ prisma }) => prisma.$queryRaw<Seen[]>`
      SELECT s."registrationId", g."aoiClientId", c."sessionNumber",
        CASE WHEN ${isUnserved(nodeIds)} THEN 1 ELSE 0 END AS "isUnserved"
      FROM "PushSubscription" s JOIN "Registration" g ON g."id" = s."registrationId"
      JOIN "AoiClient" c ON c."id" = g."aoiClientId"
      WHERE s."registrationId" > ${afterId} ORDER BY s."registrationId" LIMIT ${rows}`,
  )
  const last = seen.length < rows ? undefined : seen.at(-1)?.registrationId
  const clients = toClients(seen.filter((row) => Number(row.isUnserved) === 1))
  return { clients, ...(last !== undefined && { lastId: last }) }
}

/** `PushStore.findUnserved`. */
export async function findUnserved(
  database: Database,
  { nodeIds, aoiClientIds }: Parameters<PushStore['findUnserved']>[0],
): Promise<UnservedClient[]> {
  if (aoiClientIds.length === 0) return []
  const found = await database.read(
    ({ prisma }) => prisma.$queryRaw<Pick<Seen, 'aoiClientId' | 'sessionNumber'>[]>`
      SELECT g."aoiClientId", c."sessionNumber"
      FROM "AoiClient" c JOIN "Registration" g ON g."aoiClientId" = c."id"
      JOIN "PushSubscription" s ON s."registrationId" = g."id"
      WHERE c."id" IN (${Prisma.join([...aoiClientIds])}) AND ${isUnserved(nodeIds)}`,
  )
  return toClients(found)
}

/** An AOI Client has a row for each of its subscriptions. */
function toClients(rows: readonly Pick<Seen, 'aoiClientId' | 'sessionNumber'>[]): UnservedClient[] {
  const numbers = new Map(rows.map(({ aoiClientId, sessionNumber }) => [aoiClientId, Number(sessionNumber)]))
  return [...numbers].map(([aoiClientId, sessionNumber]) => ({ aoiClientId, sessionNumber }))
}
