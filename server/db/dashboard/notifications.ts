import { z } from 'zod'
import { LIMITS, urgencySchema } from '#protocol'
import type {
  DashboardStore,
  ListedNotification,
  ListPage,
  NotificationWhere,
  StoredPayload,
} from '#server/core/dashboard/dashboard-store.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { Connection, Database } from '../database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { countRevoked, endsAfter, keptSince } from '../outcome-statements.ts'
import { countOutcomes, type OutcomeRead } from '../outcomes.ts'
import { timedPlace } from '../paging.ts'
import { escapeLike, listRowsToRead, makeListPage, type Place, readPlace } from './list-page.ts'

type Asked = Parameters<DashboardStore['listNotifications']>[0]
/** Of one token by seq, which is its log's own index; else by the time of acceptance. */
type Parts = [seq: number] | [acceptedAt: number, id: string]
type Walk = { asked: Asked; place: Place<Parts>; descending: boolean }
type NotificationRead = OutcomeRead & {
  serverApplicationName: string | null
  ttlSeconds: number
  urgency: string
  topic: string | null
}
/** The last row of the bounded walk. */
type Bound = Pick<OutcomeRead, 'seq' | 'acceptedAt' | 'id'>

const logPlace = z.tuple([z.int()])

/** The other filters have no index of their own: the walk along the order is bounded. */
export async function listNotifications(
  database: Database,
  asked: Asked,
): Promise<ListPage<ListedNotification>> {
  const { filter, now } = asked
  const place: Place<Parts> = readPlace(asked.cursor, filter.tokenId === undefined ? timedPlace : logPlace)
  const walk = { asked, place, descending: asked.oldestFirst === place.back }
  const partsOf = (row: Bound): Parts =>
    filter.tokenId === undefined ? [Number(row.acceptedAt), row.id] : [Number(row.seq)]
  const { bound, read } = await database.read(async (connection) => {
    const found = isSearch(filter) ? await findBound(connection, walk) : undefined
    const until = found && partsOf(found)
    return { bound: until, read: await selectNotifications(connection, { ...walk, until }) }
  })
  const row = (found: NotificationRead) => toNotification(found, now)
  return makeListPage({ request: asked, place, read, row, partsOf, stoppedAt: bound })
}

export async function findPayload(database: Database, id: string): Promise<StoredPayload | undefined> {
  const select = { payload: true, headers: true } as const
  const found = await database.read(({ prisma }) => prisma.notification.findUnique({ where: { id }, select }))
  if (found === null) return undefined
  return { payload: found.payload, ...(found.headers !== null && { headers: found.headers }) }
}

/** Whether rows are passed over on the way. */
function isSearch({
  tokenId,
  acceptedFrom,
  acceptedTo,
  hidesSimulated: _few,
  ...others
}: NotificationWhere): boolean {
  return Object.values(others).some((value) => value !== undefined)
}

async function findBound({ prisma }: Connection, walk: Walk): Promise<Bound | undefined> {
  const [bound] = await prisma.$queryRaw<Bound[]>`
    SELECT n."seq", n."acceptedAt", n."id" FROM "Notification" n
    WHERE ${within(walk.asked.filter)} ${beyond(walk)} ${orderOf(walk)}
    LIMIT 1 OFFSET ${LIMITS.listWalkRows - 1}`
  return bound
}

/**
 * Walks along the order. SQLite takes `CROSS JOIN` for the order of its loops, and no index for what has a `+` before
 * it: of its own choice it would find the tokens of an application, or what has not expired, and then sort all of it.
 */
function selectNotifications(
  connection: Connection,
  walk: Walk & { until: Parts | undefined },
): Promise<NotificationRead[]> {
  const { asked } = walk
  return connection.prisma.$queryRaw<NotificationRead[]>`
    SELECT n."id", n."tokenId", t."clientAppToken", t."applicationName", n."serverApplicationId",
      s."name" AS "serverApplicationName", n."seq", n."acceptedAt", n."expiresAt", n."cancelledAt", n."replacedAt",
      n."resendOf", n."recipients", n."acked", n."ttlSeconds", n."urgency", n."topic",
      ${countRevoked(asked.now)} AS "revoked"
    FROM "Notification" n CROSS JOIN "ClientAppToken" t
      LEFT JOIN "ServerApplication" s ON s."id" = n."serverApplicationId"
    WHERE t."id" = n."tokenId" AND ${within(asked.filter)} ${beyond(walk)} ${upTo(walk)}
      AND +n."expiresAt" > ${keptSince(asked.now)}
      ${Prisma.join(conditionsOf(asked), ' ')}
    ${orderOf(walk)} LIMIT ${listRowsToRead(asked)}`
}

/** The part of the order that is walked. */
function within({ tokenId, acceptedFrom, acceptedTo }: NotificationWhere): Prisma.Sql {
  const parts = [
    tokenId === undefined ? undefined : Prisma.sql`n."tokenId" = ${tokenId}`,
    acceptedFrom === undefined ? undefined : Prisma.sql`n."acceptedAt" >= ${acceptedFrom}`,
    acceptedTo === undefined ? undefined : Prisma.sql`n."acceptedAt" <= ${acceptedTo}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' AND ')
}

function beyond({ place: { parts }, descending }: Walk): Prisma.Sql {
  if (parts === undefined) return Prisma.empty
  return Prisma.sql`AND ${orderedBy(parts)} ${descending ? Prisma.sql`<` : Prisma.sql`>`} ${tupleOf(parts)}`
}

function upTo({ until, descending }: { until: Parts | undefined; descending: boolean }): Prisma.Sql {
  if (until === undefined) return Prisma.empty
  return Prisma.sql`AND ${orderedBy(until)} ${descending ? Prisma.sql`>=` : Prisma.sql`<=`} ${tupleOf(until)}`
}

function orderedBy(parts: Parts): Prisma.Sql {
  return parts.length === 1 ? Prisma.sql`n."seq"` : Prisma.sql`(n."acceptedAt", n."id")`
}

function tupleOf(parts: Parts): Prisma.Sql {
  return parts.length === 1 ? Prisma.sql`${parts[0]}` : Prisma.sql`(${parts[0]}, ${parts[1]})`
}

function orderOf({ asked, descending }: Walk): Prisma.Sql {
  const way = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return asked.filter.tokenId === undefined
    ? Prisma.sql`ORDER BY n."acceptedAt" ${way}, n."id" ${way}`
    : Prisma.sql`ORDER BY n."seq" ${way}`
}

function conditionsOf({ filter, now }: Asked): Prisma.Sql[] {
  const { applicationName, serverApplicationId, id, state, pending } = filter
  const conditions: Prisma.Sql[] = [Prisma.empty]
  if (filter.hidesSimulated === true)
    conditions.push(Prisma.sql`AND t."applicationName" <> ${SIMULATION_APPLICATION}`)
  if (applicationName?.endsWith('.*') === true) {
    const prefix = `${escapeLike(applicationName.slice(0, -1))}%`
    conditions.push(Prisma.sql`AND t."applicationName" LIKE ${prefix} ESCAPE '\\'`)
  } else if (applicationName !== undefined) {
    conditions.push(Prisma.sql`AND t."applicationName" = ${applicationName}`)
  }
  if (serverApplicationId !== undefined)
    conditions.push(Prisma.sql`AND n."serverApplicationId" = ${serverApplicationId}`)
  if (id !== undefined) conditions.push(Prisma.sql`AND n."id" LIKE ${`${escapeLike(id)}%`} ESCAPE '\\'`)
  if (state !== undefined) conditions.push(Prisma.sql`AND ${isIn(state, now)}`)
  if (pending === true) conditions.push(Prisma.sql`AND n."acked" < n."recipients" AND ${isIn('live', now)}`)
  return conditions
}

function isIn(state: NonNullable<NotificationWhere['state']>, now: number): Prisma.Sql {
  if (state === 'replaced') return Prisma.sql`n."replacedAt" IS NOT NULL`
  if (state === 'cancelled') return Prisma.sql`n."replacedAt" IS NULL AND n."cancelledAt" IS NOT NULL`
  const open = Prisma.sql`n."replacedAt" IS NULL AND n."cancelledAt" IS NULL`
  return state === 'live'
    ? Prisma.sql`${open} AND ${endsAfter(now)}`
    : Prisma.sql`${open} AND NOT ${endsAfter(now)}`
}

function toNotification(row: NotificationRead, now: number): ListedNotification {
  return {
    ...countOutcomes(row, now),
    serverApplicationName: row.serverApplicationName ?? row.serverApplicationId,
    ttlSeconds: row.ttlSeconds,
    urgency: urgencySchema.parse(row.urgency),
    ...(row.topic !== null && { topic: row.topic }),
  }
}
