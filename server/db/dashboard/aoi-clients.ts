import { LIMITS } from '#protocol'
import type {
  AoiClientWhere,
  DashboardStore,
  ListedAoiClient,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import { SIMULATED_SECRET_HASH } from '#server/core/simulations/simulation-store.ts'
import type { Connection, Database } from '../database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { timedPlace } from '../paging.ts'
import { listRowsToRead, makeListPage, type Place, readPlace } from './list-page.ts'

/** Rows a step of the walk reads where each must be looked at. */
const STEP_ROWS = 1000

type Holding = { aoiClientId: string; registrations: number | bigint; queue: number | bigint | null }

type Asked = Parameters<DashboardStore['listAoiClients']>[0]
type ClientPlace = Place<[createdAt: number, id: string]>
type ClientRead = Prisma.AoiClientGetPayload<object>

/** By the time of registration; those that have ended are not shown. */
export async function listAoiClients(database: Database, asked: Asked): Promise<ListPage<ListedAoiClient>> {
  const place = readPlace(asked.cursor, timedPlace)
  return database.read(async (connection) => {
    const { read, stoppedAt } = await walk(connection, { asked, place })
    const held = await findHoldings(
      connection,
      read.map((row) => row.id),
    )
    return makeListPage({
      request: asked,
      place,
      read,
      row: (row) => ({
        id: row.id,
        ...(row.name !== null && { name: row.name }),
        ...(row.platform !== null && { platform: row.platform }),
        createdAt: Number(row.createdAt),
        lastSeenAt: Number(row.lastSeenAt),
        registrations: Number(held.get(row.id)?.registrations ?? 0),
        queue: Number(held.get(row.id)?.queue ?? 0),
        nodeId: row.nodeId ?? undefined,
      }),
      partsOf,
      stoppedAt,
    })
  })
}

/** Reads on from the place until the page is full, the list is over, or the bound is reached. */
async function walk(
  connection: Connection,
  { asked, place }: { asked: Asked; place: ClientPlace },
): Promise<{ read: ClientRead[]; stoppedAt: [number, string] | undefined }> {
  const { accepts } = asked.filter
  const wanted = listRowsToRead(asked)
  const take = accepts === undefined ? wanted : STEP_ROWS
  const read: ClientRead[] = []
  let from = place
  for (let walked = 0; walked < LIMITS.listWalkRows; walked += take) {
    const step = await selectClients(connection, { asked, place: from, take })
    read.push(
      ...step.filter((row) => accepts?.({ aoiClientId: row.id, nodeId: row.nodeId ?? undefined }) ?? true),
    )
    const last = step.at(-1)
    if (last === undefined || step.length < take || read.length >= wanted) {
      return { read: read.slice(0, wanted), stoppedAt: undefined }
    }
    from = { back: place.back, parts: partsOf(last) }
  }
  return { read, stoppedAt: from.parts }
}

function selectClients(
  { prisma }: Connection,
  { asked, place, take }: { asked: Asked; place: ClientPlace; take: number },
): Promise<ClientRead[]> {
  const descending = asked.oldestFirst === place.back
  const [createdAt, id] = place.parts ?? []
  const side = descending ? ('lt' as const) : ('gt' as const)
  const beyond =
    createdAt === undefined || id === undefined
      ? {}
      : { OR: [{ createdAt: { [side]: createdAt } }, { createdAt, id: { [side]: id } }] }
  const order = descending ? ('desc' as const) : ('asc' as const)
  return prisma.aoiClient.findMany({
    where: { AND: [{ endedAt: null }, whereOf(asked.filter), beyond] },
    orderBy: [{ createdAt: order }, { id: order }],
    take,
  })
}

function partsOf(row: ClientRead): [createdAt: number, id: string] {
  return [Number(row.createdAt), row.id]
}

function whereOf({ id, name, platform, hidesSimulated }: AoiClientWhere): Prisma.AoiClientWhereInput {
  return {
    AND: [
      ...(hidesSimulated === true ? [{ secretHash: { not: SIMULATED_SECRET_HASH } }] : []),
      ...(id === undefined ? [] : [{ id: { startsWith: id } }]),
      ...(name === undefined ? [] : [{ name: { contains: name } }]),
      ...(platform === undefined ? [] : [{ platform: { contains: platform } }]),
    ],
  }
}

/** What each of them holds: registrations, and what they have not acked of the logs. */
async function findHoldings(
  { prisma }: Connection,
  aoiClientIds: readonly string[],
): Promise<Map<string, Holding>> {
  if (aoiClientIds.length === 0) return new Map()
  const found = await prisma.$queryRaw<Holding[]>`
    SELECT g."aoiClientId", count(*) AS "registrations", sum(t."headSeq" - g."ackedSeq") AS "queue"
    FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
    WHERE g."aoiClientId" IN (${Prisma.join([...aoiClientIds])}) AND g."generation" = 0
    GROUP BY g."aoiClientId"`
  return new Map(found.map((holding) => [holding.aoiClientId, holding]))
}
