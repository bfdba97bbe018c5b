import type { AoiClient } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'
import { type AoiClientRead, toAoiClient } from '../registrations/aoi-clients.ts'

const WANTED = { aoiClientId: 'text' } as const

/**
 * `Store.findAoiClient` for several AOI Clients; those that have ended are missing. Every handshake calls it, so it
 * goes straight to the driver. `+ 0` keeps SQLite off the index by `endedAt`, in which it would walk all AOI Clients
 * that have not ended.
 */
export async function findAoiClients(
  database: Database,
  wanted: readonly { aoiClientId: string }[],
): Promise<Map<string, AoiClient>> {
  const found = await database.readRaw(
    ({ prisma, dialect }) => prisma.$queryRaw<(AoiClientRead & { secretHash: string })[]>`
      SELECT c."id", c."name", c."platform", c."createdAt", c."lastSeenAt", c."sessionNumber", c."nodeId", c."secretHash"
      FROM "AoiClient" c WHERE c."id" IN (SELECT r."aoiClientId" FROM ${dialect.rows(WANTED, wanted)})
        AND c."endedAt" + 0 IS NULL`,
  )
  return new Map(found.map((row) => [row.id, { secretHash: row.secretHash, ...toAoiClient(row) }]))
}
