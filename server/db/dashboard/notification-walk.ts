import { z } from 'zod'
import { LIMITS } from '#protocol'
import type { DashboardStore, NotificationWhere } from '#server/core/dashboard/dashboard-store.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import type { RawConnection } from '../connection/database.ts'
import { escapeLike } from '../connection/dialect.ts'
import { timedPlace } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { applicationKey } from '../log/application-key.ts'
import { endsAfter } from '../log/outcome-statements.ts'
import { selectApplicationNames } from '../registrations/tokens.ts'
import { type Place, readPlace } from './list-page.ts'

type Asked = Parameters<DashboardStore['listNotifications']>[0]
/** The place of a row: by seq for one token, which has an index for that, otherwise by the time of acceptance. */
export type Parts = [seq: number] | [acceptedAt: number, id: string]
export type Walk = { asked: Pick<Asked, 'filter' | 'now'>; place: Place<Parts>; descending: boolean }
/** A part of the log that an index has in the order of the list. */
export type Stream = { within: Prisma.Sql; named: Prisma.Sql }
/** The columns that tell the place of a row. */
export type Placed = { seq: number | bigint; acceptedAt: number | bigint; id: string }

const WHOLE_ID_CHARACTERS = 36
/**
 * A `prefix.*` is looked up application by application if it matches at most `NAMES_AT_ONCE` of them. They are searched
 * among fewer than `NAMES_LOOKED_AT` names.
 */
const NAMES_AT_ONCE = 20
const NAMES_LOOKED_AT = 1000

const logPlace = z.tuple([z.int()])

export function readWalk(asked: Asked): Walk {
  const { filter, cursor, oldestFirst } = asked
  const place: Place<Parts> = readPlace(cursor, filter.tokenId === undefined ? timedPlace : logPlace)
  return { asked, place, descending: oldestFirst === place.back }
}

export function placeOf({ tokenId }: NotificationWhere, row: Placed): Parts {
  return tokenId === undefined ? [Number(row.acceptedAt), row.id] : [Number(row.seq)]
}

/**
 * Returns the streams that together hold all matching rows. There is an index by id, by token and by application. Rows
 * of an older server have no application key until housekeeping fills it in, so they are a stream of their own.
 */
export async function findStreams(connection: RawConnection, filter: NotificationWhere): Promise<Stream[]> {
  const { applicationName, tokenId, id } = filter
  const everything = { within: timesOf(filter), named: nameCondition(applicationName) }
  if (id?.length === WHOLE_ID_CHARACTERS) return [everything]
  if (tokenId !== undefined)
    return [{ ...everything, within: Prisma.sql`n."tokenId" = ${tokenId} AND ${everything.within}` }]
  if (applicationName === undefined) return [everything]
  const names = await findNames(connection, applicationName)
  if (names === undefined) return [everything]
  const keyed = names.map((name) => ({
    within: Prisma.sql`n."applicationKey" = ${applicationKey(name)} AND ${everything.within}`,
    named: nameCondition(name),
  }))
  if (!(await hasRowsWithoutKey(connection))) return keyed
  return [
    ...keyed,
    { ...everything, within: Prisma.sql`n."applicationKey" IS NULL AND ${everything.within}` },
  ]
}

/** Returns the names of the wanted applications; `undefined` if there are too many. */
async function findNames(connection: RawConnection, wanted: string): Promise<string[] | undefined> {
  if (!wanted.endsWith('.*')) return [wanted]
  const all = await selectApplicationNames(connection, NAMES_LOOKED_AT)
  if (all.length >= NAMES_LOOKED_AT) return undefined
  const names = all.filter((name) => name.startsWith(wanted.slice(0, -1)))
  return names.length > NAMES_AT_ONCE ? undefined : names
}

async function hasRowsWithoutKey({ prisma }: RawConnection): Promise<boolean> {
  const found = await prisma.$queryRaw<unknown[]>`
    SELECT 1 AS "found" FROM "Notification" WHERE "applicationKey" IS NULL LIMIT 1`
  return found.length > 0
}

function nameCondition(applicationName: string | undefined): Prisma.Sql {
  if (applicationName === undefined) return Prisma.empty
  if (!applicationName.endsWith('.*')) return Prisma.sql`AND t."applicationName" = ${applicationName}`
  const prefix = `${escapeLike(applicationName.slice(0, -1))}%`
  return Prisma.sql`AND t."applicationName" LIKE ${prefix} ESCAPE '\\'`
}

function timesOf({ acceptedFrom, acceptedTo }: NotificationWhere): Prisma.Sql {
  const parts = [
    acceptedFrom === undefined ? undefined : Prisma.sql`n."acceptedAt" >= ${acceptedFrom}`,
    acceptedTo === undefined ? undefined : Prisma.sql`n."acceptedAt" <= ${acceptedTo}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, ' AND ')
}

type Bounding = { walk: Walk; stream: Stream; rows?: number }

/** Finds the last row of the stream that one step looks at; `undefined` if the stream ends before it. */
export async function findBound(
  { prisma }: RawConnection,
  { walk, stream, rows = LIMITS.listStepRows }: Bounding,
): Promise<Parts | undefined> {
  const { filter } = walk.asked
  if (filter.id?.length === WHOLE_ID_CHARACTERS) return undefined
  const [bound] = await prisma.$queryRaw<Placed[]>`
    SELECT n."seq", n."acceptedAt", n."id" FROM "Notification" n
    WHERE ${stream.within} ${beyond(walk)} ${orderOf(walk)} LIMIT 1 OFFSET ${rows - 1}`
  return bound && placeOf(filter, bound)
}

/** Returns the bound that the walk reaches first. */
export function nearest(bounds: readonly (Parts | undefined)[], { descending }: Walk): Parts | undefined {
  const [first] = bounds
    .filter((bound) => bound !== undefined)
    .sort((a, b) => (descending ? -comparePlaces(a, b) : comparePlaces(a, b)))
  return first
}

export function comparePlaces(a: Parts, b: Parts): number {
  const byNumber = a[0] - b[0]
  if (byNumber !== 0 || a.length === 1 || b.length === 1) return byNumber
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0
}

export function beyond({ place: { parts }, descending }: Walk): Prisma.Sql {
  if (parts === undefined) return Prisma.empty
  return Prisma.sql`AND ${orderedBy(parts)} ${descending ? Prisma.sql`<` : Prisma.sql`>`} ${tupleOf(parts)}`
}

export function upTo(until: Parts | undefined, { descending }: Walk): Prisma.Sql {
  if (until === undefined) return Prisma.empty
  return Prisma.sql`AND ${orderedBy(until)} ${descending ? Prisma.sql`>=` : Prisma.sql`<=`} ${tupleOf(until)}`
}

function orderedBy(parts: Parts): Prisma.Sql {
  return parts.length === 1 ? Prisma.sql`n."seq"` : Prisma.sql`(n."acceptedAt", n."id")`
}

function tupleOf(parts: Parts): Prisma.Sql {
  return parts.length === 1 ? Prisma.sql`${parts[0]}` : Prisma.sql`(${parts[0]}, ${parts[1]})`
}

export function orderOf({ asked, descending }: Walk): Prisma.Sql {
  const way = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return asked.filter.tokenId === undefined
    ? Prisma.sql`ORDER BY n."acceptedAt" ${way}, n."id" ${way}`
    : Prisma.sql`ORDER BY n."seq" ${way}`
}

/** The filters without an index. */
export function conditionsOf({ filter, now }: Walk['asked']): Prisma.Sql {
  const { serverApplicationId, id, state, pending, topic } = filter
  const conditions: Prisma.Sql[] = [Prisma.empty]
  if (filter.hidesSimulated === true)
    conditions.push(Prisma.sql`AND t."applicationName" <> ${SIMULATION_APPLICATION}`)
  if (serverApplicationId !== undefined)
    conditions.push(Prisma.sql`AND n."serverApplicationId" = ${serverApplicationId}`)
  if (topic !== undefined) conditions.push(Prisma.sql`AND n."topic" = ${topic}`)
  if (id !== undefined) {
    conditions.push(
      id.length === WHOLE_ID_CHARACTERS
        ? Prisma.sql`AND n."id" = ${id}`
        : Prisma.sql`AND n."id" LIKE ${`${escapeLike(id)}%`} ESCAPE '\\'`,
    )
  }
  if (state !== undefined) conditions.push(Prisma.sql`AND ${isIn(state, now)}`)
  if (pending === true) conditions.push(Prisma.sql`AND n."acked" < n."recipients" AND ${isIn('live', now)}`)
  return Prisma.join(conditions, ' ')
}

function isIn(state: NonNullable<NotificationWhere['state']>, now: number): Prisma.Sql {
  if (state === 'replaced') return Prisma.sql`n."replacedAt" IS NOT NULL`
  if (state === 'cancelled') return Prisma.sql`n."replacedAt" IS NULL AND n."cancelledAt" IS NOT NULL`
  const open = Prisma.sql`n."replacedAt" IS NULL AND n."cancelledAt" IS NULL`
  return state === 'live'
    ? Prisma.sql`${open} AND ${endsAfter(now)}`
    : Prisma.sql`${open} AND NOT ${endsAfter(now)}`
}
