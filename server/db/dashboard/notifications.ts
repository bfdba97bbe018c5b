import { urgencySchema } from '#protocol'
import type {
  DashboardStore,
  ListedNotification,
  ListPage,
  StoredPayload,
} from '#server/core/dashboard/dashboard-store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { encodeCursor } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { labelColumns } from '../log/notification-row.ts'
import { keptSince } from '../log/outcome-statements.ts'
import { countOutcomes, type OutcomeRead } from '../log/outcomes.ts'
import { withRevoked } from '../log/with-revoked.ts'
import { listRowsToRead, makeListPage } from './list-page.ts'
import {
  beyond,
  comparePlaces,
  conditionsOf,
  findBound,
  findStreams,
  nearest,
  orderOf,
  type Parts,
  placeOf,
  readWalk,
  type Stream,
  upTo,
  type Walk,
} from './notification-walk.ts'

type Asked = Parameters<DashboardStore['listNotifications']>[0]
type NotificationRead = OutcomeRead & {
  serverApplicationName: string | null
  ttlSeconds: number
  urgency: string
  erasedAt: number | bigint | null
}
/** A notification without its revoked recipients, which `withRevoked` counts for a page. */
type PageRead = Omit<NotificationRead, 'revoked'>

const LABEL_COLUMNS = labelColumns('n')

/**
 * Does one bounded step of a list. Filters without an index skip rows, so a step looks at `LIMITS.listStepRows` of a
 * stream at most. The statements are raw, because Prisma's client costs more for each row than the database does.
 */
export async function listNotifications(
  database: Database,
  asked: Asked,
): Promise<ListPage<ListedNotification>> {
  const walk = readWalk(asked)
  const partsOf = (row: PageRead): Parts => placeOf(asked.filter, row)
  const since = keptSince(database, asked.now)
  const { until, read } = await database.readRaw(async (connection) => {
    const found = await selectFromStreams(connection, { walk, since, rows: listRowsToRead(asked) })
    const direction = walk.descending ? -1 : 1
    const inOrder = found.read.sort((a, b) => direction * comparePlaces(partsOf(a), partsOf(b)))
    const page = inOrder.slice(0, listRowsToRead(asked))
    return { ...found, read: await withRevoked(connection, { read: page, now: asked.now }) }
  })
  const row = (found: NotificationRead) => toNotification(found, asked.now)
  return makeListPage({ request: asked, place: walk.place, read, row, partsOf, stoppedAt: until })
}

type Reading = { walk: Walk; since: number; rows: number }

/** Reads every stream up to the bound that the walk reaches first. No row is missing up to there. */
async function selectFromStreams(
  connection: RawConnection,
  { walk, since, rows }: Reading,
): Promise<{ until: Parts | undefined; read: PageRead[] }> {
  const streams = await findStreams(connection, walk.asked.filter)
  const until = await findNearestBound(connection, { walk, streams })
  const read: PageRead[] = []
  for (const stream of streams)
    read.push(...(await selectNotifications(connection, { walk, stream, until, since, rows })))
  return { until, read }
}

async function findNearestBound(
  connection: RawConnection,
  { walk, streams, rows }: { walk: Walk; streams: readonly Stream[]; rows?: number },
): Promise<Parts | undefined> {
  const bounds: (Parts | undefined)[] = []
  for (const stream of streams)
    bounds.push(await findBound(connection, { walk, stream, ...(rows === undefined ? {} : { rows }) }))
  return nearest(bounds, walk)
}

/** `DashboardStore.countNotifications`. It does the same walk without reading the columns that the list shows. */
export async function countNotifications(
  database: Database,
  input: Parameters<DashboardStore['countNotifications']>[0],
): ReturnType<DashboardStore['countNotifications']> {
  const { filter, now, cursor, rows } = input
  const walk = readWalk({ filter, now, cursor, limit: rows, oldestFirst: false })
  return database.readRaw(async (connection) => {
    const streams = await findStreams(connection, filter)
    const until = await findNearestBound(connection, { walk, streams, rows })
    let count = 0
    for (const stream of streams) {
      const [counted] = await connection.prisma.$queryRaw<{ count: number | bigint }[]>`
        SELECT count(*) AS "count" ${fromStream({ walk, stream, until, since: keptSince(database, now) })}`
      count += Number(counted?.count ?? 0)
    }
    return until === undefined ? { count } : { count, nextCursor: encodeCursor(until) }
  })
}

type Part = { walk: Walk; stream: Stream; until: Parts | undefined; since: number }

/**
 * Makes SQLite walk along the list's order. `CROSS JOIN` fixes the order of its loops, and a `+` before a column keeps
 * it off that column's index. By its own choice it would find the tokens of an application, or the rows that have not
 * expired, and then sort all of them.
 */
function fromStream({ walk, stream, until, since }: Part): Prisma.Sql {
  return Prisma.sql`
    FROM "Notification" n CROSS JOIN "ClientAppToken" t
      LEFT JOIN "ServerApplication" s ON s."id" = n."serverApplicationId"
    WHERE t."id" = n."tokenId" AND ${stream.within} ${stream.named} ${beyond(walk)} ${upTo(until, walk)}
      AND +n."expiresAt" > ${since} ${conditionsOf(walk.asked)}`
}

function selectNotifications(
  connection: RawConnection,
  { rows, ...part }: Part & { rows: number },
): Promise<PageRead[]> {
  const { walk } = part
  return connection.prisma.$queryRaw<PageRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."serverApplicationId",
      s."name" AS "serverApplicationName", n."seq", n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt",
      n."erasedAt", n."resendOf", n."recipients", n."acked", n."ttlSeconds", n."urgency"${LABEL_COLUMNS}
    ${fromStream(part)} ${orderOf(walk)} LIMIT ${rows}`
}

/** Returns payloads as they were stored, without erased ones. */
export async function findPayloads(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ id: string; payload: string }[]>`
      SELECT n."id", n."payload" FROM "Notification" n
      WHERE n."id" IN (${Prisma.join([...ids])}) AND n."erasedAt" IS NULL`,
  )
  return new Map(found.map(({ id, payload }) => [id, payload]))
}

export async function findPayload(database: Database, id: string): Promise<StoredPayload | undefined> {
  const select = { payload: true, headers: true, erasedAt: true } as const
  const found = await database.read(({ prisma }) => prisma.notification.findUnique({ where: { id }, select }))
  if (found === null) return undefined
  return {
    payload: found.payload,
    ...(found.headers !== null && { headers: found.headers }),
    ...(found.erasedAt !== null && { erasedAt: Number(found.erasedAt) }),
  }
}

function toNotification(row: NotificationRead, now: number): ListedNotification {
  return {
    ...countOutcomes(row, now),
    serverApplicationName: row.serverApplicationName ?? row.serverApplicationId,
    ttlSeconds: row.ttlSeconds,
    urgency: urgencySchema.parse(row.urgency),
    ...(row.erasedAt !== null && { erasedAt: Number(row.erasedAt) }),
  }
}
