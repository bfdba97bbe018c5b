import { LIMITS } from '#protocol'
import type {
  AoiClientWhere,
  DashboardStore,
  ListedAoiClient,
  ListPage,
} from '#server/core/dashboard/dashboard-store.ts'
import { receiverOf } from '#server/core/push-members/receiver-of.ts'
import { SIMULATED_SECRET_HASH } from '#server/core/simulations/simulation-store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { escapeLike } from '../connection/dialect.ts'
import { timedPlace } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { listRowsToRead, makeListPage, type Place, readPlace } from './list-page.ts'

type Whole = number | bigint
type Holding = {
  aoiClientId: string
  registrations: Whole
  queue: Whole | null
  endpoint: string | null
  channelId: string | null
}

type Asked = Parameters<DashboardStore['listAoiClients']>[0]
type Parts = [createdAt: number, id: string]
type Walk = { asked: Asked; place: Place<Parts>; descending: boolean }
type ClientRead = {
  id: string
  name: string | null
  platform: string | null
  label: string | null
  createdAt: Whole
  lastSeenAt: Whole
  nodeId: string | null
}

/**
 * Returns AOI Clients by the time of registration, without those that have ended. One step looks at
 * `LIMITS.listStepRows` AOI Clients at most, because no filter except a whole id has an index. The statements are raw,
 * because Prisma's client costs more for each row than the database does.
 */
export async function listAoiClients(database: Database, asked: Asked): Promise<ListPage<ListedAoiClient>> {
  const place = readPlace(asked.cursor, timedPlace)
  const walk = { asked, place, descending: asked.oldestFirst === place.back }
  return database.readRaw(async (connection) => {
    const bound = isWholeId(asked.filter.id) ? undefined : await findBound(connection, walk)
    const found = await selectClients(connection, { ...walk, until: bound })
    const { accepts = () => true } = asked.filter
    const read = found
      .filter(({ id, nodeId }) => accepts({ aoiClientId: id, nodeId: nodeId ?? undefined }))
      .slice(0, listRowsToRead(asked))
    const held = await findHoldings(
      connection,
      read.map((row) => row.id),
    )
    const row = (client: ClientRead) => toClient(client, held.get(client.id))
    return makeListPage({ request: asked, place, read, row, partsOf, stoppedAt: bound })
  })
}

function toClient(row: ClientRead, held: Holding | undefined): ListedAoiClient {
  return {
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    ...(row.platform !== null && { platform: row.platform }),
    ...(row.label !== null && { label: row.label }),
    createdAt: Number(row.createdAt),
    lastSeenAt: Number(row.lastSeenAt),
    registrations: Number(held?.registrations ?? 0),
    queue: Number(held?.queue ?? 0),
    receiver: receiverOf({ ...held, platform: row.platform }),
    nodeId: row.nodeId ?? undefined,
  }
}

const WHOLE_ID_CHARACTERS = 25

function isWholeId(id: string | undefined): boolean {
  return id?.length === WHOLE_ID_CHARACTERS
}

/** Finds the last AOI Client that this step looks at; `undefined` if the list ends before it. */
async function findBound({ prisma }: RawConnection, walk: Walk): Promise<Parts | undefined> {
  const [row] = await prisma.$queryRaw<Pick<ClientRead, 'createdAt' | 'id'>[]>`
    SELECT c."createdAt", c."id" FROM "AoiClient" c WHERE true ${beyond(walk)} ${orderOf(walk)}
    LIMIT 1 OFFSET ${LIMITS.listStepRows - 1}`
  return row && partsOf(row)
}

/**
 * `+ 0` keeps SQLite on the index of the list's order. By the index of `endedAt` it would sort all AOI Clients that
 * have not ended.
 */
function selectClients(
  { prisma }: RawConnection,
  walk: Walk & { until: Parts | undefined },
): Promise<ClientRead[]> {
  const { asked } = walk
  // `accepts` checks properties that are in no column, so it needs every row of the step.
  const rows = asked.filter.accepts === undefined ? listRowsToRead(asked) : LIMITS.listStepRows
  return prisma.$queryRaw<ClientRead[]>`
    SELECT c."id", c."name", c."platform", c."label", c."createdAt", c."lastSeenAt", c."nodeId" FROM "AoiClient" c
    WHERE c."endedAt" + 0 IS NULL ${conditionsOf(asked.filter)} ${beyond(walk)} ${upTo(walk)} ${orderOf(walk)}
    LIMIT ${rows}`
}

function conditionsOf(where: AoiClientWhere): Prisma.Sql {
  const { id, name, platform, label, notSeenSince, neverConnected, hidesSimulated } = where
  const like = (pattern: string) => Prisma.sql`LIKE ${pattern} ESCAPE '\\'`
  const conditions = [Prisma.empty]
  if (hidesSimulated === true) conditions.push(Prisma.sql`AND c."secretHash" <> ${SIMULATED_SECRET_HASH}`)
  if (isWholeId(id)) conditions.push(Prisma.sql`AND c."id" = ${id}`)
  else if (id !== undefined) conditions.push(Prisma.sql`AND c."id" ${like(`${escapeLike(id)}%`)}`)
  if (name !== undefined) conditions.push(Prisma.sql`AND c."name" ${like(`%${escapeLike(name)}%`)}`)
  if (platform !== undefined)
    conditions.push(Prisma.sql`AND c."platform" ${like(`%${escapeLike(platform)}%`)}`)
  if (label !== undefined) conditions.push(Prisma.sql`AND c."label" = ${label}`)
  if (notSeenSince !== undefined) conditions.push(Prisma.sql`AND c."lastSeenAt" < ${notSeenSince}`)
  if (neverConnected === true) conditions.push(Prisma.sql`AND c."sessionNumber" = 0`)
  return Prisma.join(conditions, ' ')
}

function beyond({ place: { parts }, descending }: Walk): Prisma.Sql {
  if (parts === undefined) return Prisma.empty
  return Prisma.sql`AND (c."createdAt", c."id") ${descending ? Prisma.sql`<` : Prisma.sql`>`} (${parts[0]}, ${parts[1]})`
}

function upTo({ until, descending }: Walk & { until: Parts | undefined }): Prisma.Sql {
  if (until === undefined) return Prisma.empty
  return Prisma.sql`AND (c."createdAt", c."id") ${descending ? Prisma.sql`>=` : Prisma.sql`<=`} (${until[0]}, ${until[1]})`
}

function orderOf({ descending }: Walk): Prisma.Sql {
  const way = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return Prisma.sql`ORDER BY c."createdAt" ${way}, c."id" ${way}`
}

function partsOf(row: Pick<ClientRead, 'createdAt' | 'id'>): Parts {
  return [Number(row.createdAt), row.id]
}

/**
 * Counts the registrations of each AOI Client, and the notifications that these have not acked. Finds one of its
 * subscriptions, because a device has the same push service for all.
 */
async function findHoldings(
  { prisma }: RawConnection,
  aoiClientIds: readonly string[],
): Promise<Map<string, Holding>> {
  if (aoiClientIds.length === 0) return new Map()
  const found = await prisma.$queryRaw<Holding[]>`
    SELECT g."aoiClientId", count(*) AS "registrations", sum(t."headSeq" - g."ackedSeq") AS "queue",
      min(s."endpoint") AS "endpoint", min(g."channelId") AS "channelId"
    FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
    LEFT JOIN "PushSubscription" s ON s."registrationId" = g."id"
    WHERE g."aoiClientId" IN (${Prisma.join([...aoiClientIds])}) AND g."generation" = 0
    GROUP BY g."aoiClientId"`
  return new Map(found.map((holding) => [holding.aoiClientId, holding]))
}
