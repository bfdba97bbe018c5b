import { z } from 'zod'
import { LIMITS, storedTextSchema } from '#protocol'
import type {
  DashboardStore,
  ListedServerApplication,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../database.ts'
import { listRowsToRead, makeListPage, readPlace } from './list-page.ts'

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
          ...(asked.name === undefined ? [] : [{ name: { contains: asked.name } }]),
        ],
      },
      orderBy: { name: place.back ? 'desc' : 'asc' },
      take: listRowsToRead(asked),
      include: { apiKeys: { orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] } },
    }),
  )
  return makeListPage({
    request: asked,
    place,
    read,
    row: ({ apiKeys, ...row }) => ({
      id: row.id,
      name: row.name,
      createdAt: Number(row.createdAt),
      keys: apiKeys.map((key) => ({
        id: key.id,
        grants: JSON.parse(key.grants) as string[],
        createdAt: Number(key.createdAt),
        ...(key.expiresAt !== null && { expiresAt: Number(key.expiresAt) }),
        ...(key.revokedAt !== null && { revokedAt: Number(key.revokedAt) }),
        ...(key.lastUsedAt !== null && { lastUsedAt: Number(key.lastUsedAt) }),
      })),
    }),
    partsOf: (row) => [row.name],
  })
}
