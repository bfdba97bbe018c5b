import type { EndedSession, Store } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { recordEnded } from '../registrations/flight-connections.ts'

/**
 * Notes the end of sessions, if each is still the latest of its AOI Client. So the end of a displaced session does not
 * hide the newer one.
 */
export async function closeSessions(database: Database, ended: readonly EndedSession[]): Promise<void> {
  if (ended.length === 0) return
  const columns = { aoiClientId: 'text', sessionNumber: 'integer', at: 'bigint' } as const
  // In one order, so that two nodes cannot deadlock.
  const inOrder = [...ended].sort((a, b) => (a.aoiClientId < b.aoiClientId ? -1 : 1))
  await database.write(async (tx) => {
    await tx.prisma.$executeRaw`
      UPDATE "AoiClient" SET "nodeId" = NULL, "lastSeenAt" = r."at" FROM ${tx.dialect.rows(columns, inOrder)}
      WHERE "AoiClient"."id" = r."aoiClientId" AND "AoiClient"."sessionNumber" = r."sessionNumber"`
    await recordEnded(tx, inOrder)
  })
}

export async function sendAway(
  database: Database,
  { aoiClientIds, nodeIds }: Parameters<Store['sendAway']>[0],
): Promise<string[]> {
  if (aoiClientIds.length === 0 || nodeIds.length === 0) return []
  const away = await database.write(
    ({ prisma }) => prisma.$queryRaw<{ id: string }[]>`
      UPDATE "AoiClient" SET "sentAwayNumber" = "sessionNumber"
      WHERE "id" IN (${Prisma.join([...aoiClientIds])}) AND "nodeId" IN (${Prisma.join([...nodeIds])})
        AND "endedAt" + 0 IS NULL
      RETURNING "id"`,
  )
  return away.map(({ id }) => id)
}

export async function countOnline(
  database: Database,
  { tokenIds, nodeIds }: Parameters<Store['countOnline']>[0],
): Promise<ReadonlyMap<number, number>> {
  if (tokenIds.length === 0 || nodeIds.length === 0) return new Map()
  const counted = await database.read(
    ({ prisma }) => prisma.$queryRaw<{ tokenId: number; online: number | bigint }[]>`
      SELECT g."tokenId", count(*) AS "online"
      FROM "Registration" g JOIN "AoiClient" c ON c."id" = g."aoiClientId"
      WHERE g."tokenId" IN (${Prisma.join([...tokenIds])}) AND g."generation" = 0
        AND c."nodeId" IN (${Prisma.join([...nodeIds])})
      GROUP BY g."tokenId"`,
  )
  return new Map(counted.map(({ tokenId, online }) => [tokenId, Number(online)]))
}

export async function listOnline(
  database: Database,
  { tokenId, nodeIds }: Parameters<Store['listOnline']>[0],
): Promise<ReadonlySet<string>> {
  if (nodeIds.length === 0) return new Set()
  const online = await database.read(
    ({ prisma }) => prisma.$queryRaw<{ id: string }[]>`
      SELECT c."id"
      FROM "Registration" g JOIN "AoiClient" c ON c."id" = g."aoiClientId"
      WHERE g."tokenId" = ${tokenId} AND g."generation" = 0 AND c."nodeId" IN (${Prisma.join([...nodeIds])})`,
  )
  return new Set(online.map(({ id }) => id))
}
