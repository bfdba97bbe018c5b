import { z } from 'zod'
import { LIMITS, storedTextSchema } from '#protocol'
import type {
  DashboardStore,
  ListedServerApplication,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'
import { toKeyLimits } from '../registrations/server-applications.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'

const HOUR = 3_600_000
const byName = z.tuple([storedTextSchema(0, LIMITS.pageCursorBytes)])

export async function listServerApplications(
  database: Database,
  asked: Parameters<DashboardStore['listServerApplications']>[0],
): Promise<ListPage<ListedServerApplication>> {
  const place = readPlace(asked.cursor, byName)
  const [name] = place.parts ?? []
  const side = place.back ? ('lt' as const) : ('gt' as const)
  const read = await database.read(({ prisma }) =>
    prisma.serverApplication.findMany({
      where: {
        AND: [
          ...(name === undefined ? [] : [{ name: { [side]: name } }]),
          ...(asked.id === undefined ? [] : [{ id: asked.id }]),
          ...(asked.name === undefined ? [] : [{ name: { contains: asked.name } }]),
        ],
      },
      orderBy: { name: place.back ? 'desc' : 'asc' },
      take: listRowsToRead(asked),
      include: { apiKeys: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] } },
    }),
  )
  const sent = await countSent(database, asked.now - HOUR)
  return makeListPage({
    request: asked,
    place,
    read,
    row: ({ apiKeys, ...row }) => ({
      id: row.id,
      name: row.name,
      createdAt: Number(row.createdAt),
      sentLastHour: sent.get(row.id) ?? 0,
      keys: apiKeys.map((key) => ({
        id: key.id,
        grants: JSON.parse(key.grants) as string[],
        limits: toKeyLimits(key),
        createdAt: Number(key.createdAt),
        ...(key.expiresAt !== null && { expiresAt: Number(key.expiresAt) }),
        ...(key.revokedAt !== null && { revokedAt: Number(key.revokedAt) }),
        ...(key.lastUsedAt !== null && { lastUsedAt: Number(key.lastUsedAt) }),
      })),
    }),
    partsOf: (row) => [row.name],
  })
}

/** Counts the notifications since `from` by Server Application, among the newest `LIMITS.overviewWalkRows`. */
async function countSent(database: Database, from: number): Promise<Map<string, number>> {
  const counted = await database.read(
    ({ prisma }) => prisma.$queryRaw<{ serverApplicationId: string; sent: number | bigint }[]>`
      SELECT n."serverApplicationId", count(*) AS "sent"
      FROM (SELECT "serverApplicationId" FROM "Notification" WHERE "acceptedAt" >= ${from}
        ORDER BY "acceptedAt" DESC, "id" DESC LIMIT ${LIMITS.overviewWalkRows}) n
      GROUP BY n."serverApplicationId"`,
  )
  return new Map(counted.map(({ serverApplicationId, sent }) => [serverApplicationId, Number(sent)]))
}
