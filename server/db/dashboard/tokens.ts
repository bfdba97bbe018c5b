import { LIMITS } from '#protocol'
import type {
  DashboardStore,
  ListedMember,
  ListedToken,
  ListPage,
  TokenSender,
  TokenWhere,
} from '#server/core/dashboard/dashboard-store.ts'
import { receiverOf } from '#server/core/push-members/receiver-of.ts'
import { SIMULATION_APPLICATION } from '#server/core/simulations/simulation-application.ts'
import { tokenFingerprint } from '#server/core/token-fingerprint.ts'
import type { Connection, Database } from '../connection/database.ts'
import { idPlace } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { listRowsToRead, makeListPage, type Place, readPlace } from './list-page.ts'

type Whole = number | bigint
type TokenRead = {
  id: number
  clientAppToken: string
  applicationName: string
  kind: string
  vapidKey: string | null
  memberCount: number
  headSeq: Whole
  createdAt: Whole
  leastAckedSeq: Whole | null
  lastAcceptedAt: Whole | null
}
type Asked = Parameters<DashboardStore['listTokens']>[0]
type TokenPlace = Place<[id: number]>

/**
 * Returns tokens, the newest first. No column has the fingerprint, so one step of a search for it looks at
 * `LIMITS.listStepRows` tokens at most.
 */
export async function listTokens(database: Database, asked: Asked): Promise<ListPage<ListedToken>> {
  const place = readPlace(asked.cursor, idPlace)
  return database.read(async (connection) => {
    const walked =
      asked.filter.fingerprint === undefined
        ? undefined
        : await walkFingerprints(connection, { asked, place })
    const read = await selectTokens(connection, {
      where: Prisma.sql`${conditionsOf(asked.filter)} ${beyond(place)} ${among(walked?.ids)}`,
      order: orderOf(place),
      rows: listRowsToRead(asked),
    })
    const stoppedAt = walked?.stoppedAt
    return makeListPage({
      request: asked,
      place,
      read,
      row: toToken,
      partsOf: (row) => [row.id],
      stoppedAt: stoppedAt === undefined ? undefined : [stoppedAt],
    })
  })
}

export async function findToken(database: Database, tokenId: number): Promise<ListedToken | undefined> {
  const [row] = await database.read((connection) =>
    selectTokens(connection, {
      where: Prisma.sql`t."id" = ${tokenId}`,
      order: Prisma.empty,
      rows: 1,
    }),
  )
  return row && toToken(row)
}

async function walkFingerprints(
  { prisma }: Connection,
  { asked, place }: { asked: Asked; place: TokenPlace },
): Promise<{ ids: number[]; stoppedAt: number | undefined }> {
  const wanted = asked.filter.fingerprint ?? ''
  const walked = await prisma.$queryRaw<{ id: number; clientAppToken: string }[]>`
    SELECT t."id", t."clientAppToken" FROM "ClientAppToken" t
    WHERE ${conditionsOf(asked.filter)} ${beyond(place)} ${orderOf(place)} LIMIT ${LIMITS.listStepRows}`
  const found = walked.filter(({ clientAppToken }) => tokenFingerprint(clientAppToken).startsWith(wanted))
  const ids = found.slice(0, listRowsToRead(asked)).map(({ id }) => id)
  return { ids, stoppedAt: walked.length < LIMITS.listStepRows ? undefined : walked.at(-1)?.id }
}

function conditionsOf({ applicationName, kind, hasMembers, hidesSimulated }: TokenWhere): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(hidesSimulated === true ? [Prisma.sql`t."applicationName" <> ${SIMULATION_APPLICATION}`] : []),
      ...(applicationName === undefined ? [] : [Prisma.sql`t."applicationName" = ${applicationName}`]),
      ...(kind === undefined ? [] : [Prisma.sql`t."kind" = ${kind}`]),
      ...(hasMembers === undefined
        ? []
        : [hasMembers ? Prisma.sql`t."memberCount" > 0` : Prisma.sql`t."memberCount" = 0`]),
    ],
    ' AND ',
  )
}

function among(ids: readonly number[] | undefined): Prisma.Sql {
  if (ids === undefined) return Prisma.empty
  return ids.length === 0 ? Prisma.sql`AND false` : Prisma.sql`AND t."id" IN (${Prisma.join([...ids])})`
}

function beyond({ back, parts }: TokenPlace): Prisma.Sql {
  if (parts === undefined) return Prisma.empty
  return back ? Prisma.sql`AND t."id" > ${parts[0]}` : Prisma.sql`AND t."id" < ${parts[0]}`
}

function orderOf({ back }: TokenPlace): Prisma.Sql {
  return back ? Prisma.sql`ORDER BY t."id"` : Prisma.sql`ORDER BY t."id" DESC`
}

/**
 * Finding the member furthest behind takes a look at all members, so it is done for `LIMITS.furthestBehindMembers` at
 * most.
 */
function selectTokens(
  { prisma }: Connection,
  { where, order, rows }: { where: Prisma.Sql; order: Prisma.Sql; rows: number },
): Promise<TokenRead[]> {
  return prisma.$queryRaw<TokenRead[]>`
    SELECT t."id", t."clientAppToken", t."applicationName", t."kind", t."vapidKey", t."memberCount", t."headSeq",
      t."createdAt",
      CASE WHEN t."memberCount" <= ${LIMITS.furthestBehindMembers} THEN
        (SELECT min(g."ackedSeq") FROM "Registration" g WHERE g."tokenId" = t."id" AND g."endedAt" IS NULL)
      END AS "leastAckedSeq",
      (SELECT n."acceptedAt" FROM "Notification" n WHERE n."tokenId" = t."id" AND n."seq" = t."headSeq")
        AS "lastAcceptedAt"
    FROM "ClientAppToken" t WHERE ${where} ${order} LIMIT ${rows}`
}

function toToken(row: TokenRead): ListedToken {
  return {
    tokenId: row.id,
    clientAppToken: row.clientAppToken,
    applicationName: row.applicationName,
    kind: row.kind === 'shared' ? 'shared' : 'unique',
    members: row.memberCount,
    headSeq: Number(row.headSeq),
    vapid: row.vapidKey !== null,
    createdAt: Number(row.createdAt),
    ...(row.leastAckedSeq !== null && { leastAckedSeq: Number(row.leastAckedSeq) }),
    ...(row.lastAcceptedAt !== null && { lastAcceptedAt: Number(row.lastAcceptedAt) }),
  }
}

type SenderRead = { serverApplicationId: string; name: string | null; lastAt: Whole; notifications: Whole }

export async function listTokenSenders(
  database: Database,
  { tokenId, headSeq }: Parameters<DashboardStore['listTokenSenders']>[0],
): Promise<TokenSender[]> {
  const read = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<SenderRead[]>`
      SELECT w."serverApplicationId", s."name", max(w."acceptedAt") AS "lastAt", count(*) AS "notifications"
      FROM (SELECT n."serverApplicationId", n."acceptedAt" FROM "Notification" n
        WHERE n."tokenId" = ${tokenId} AND n."seq" > ${headSeq - LIMITS.pictureNotifications}
        ORDER BY n."seq" DESC LIMIT ${LIMITS.pictureNotifications}) w
      LEFT JOIN "ServerApplication" s ON s."id" = w."serverApplicationId"
      GROUP BY w."serverApplicationId", s."name" ORDER BY "lastAt" DESC, w."serverApplicationId"
      LIMIT ${LIMITS.pictureShown + 1}`,
  )
  return read.map(({ serverApplicationId, name, lastAt, notifications }) => ({
    ...{ serverApplicationId, name: name ?? serverApplicationId },
    ...{ lastAt: Number(lastAt), notifications: Number(notifications) },
  }))
}

export async function listMembers(
  database: Database,
  asked: Parameters<DashboardStore['listMembers']>[0],
): Promise<ListPage<ListedMember>> {
  const place = readPlace(asked.cursor, idPlace)
  const [from] = place.parts ?? []
  const beyondPlace = from === undefined ? {} : { id: place.back ? { lt: from } : { gt: from } }
  const read = await database.read(({ prisma }) =>
    prisma.registration.findMany({
      where: { tokenId: asked.tokenId, generation: 0, ...beyondPlace },
      orderBy: { id: place.back ? 'desc' : 'asc' },
      take: listRowsToRead(asked),
      include: {
        aoiClient: { select: { name: true, nodeId: true, platform: true } },
        push: { select: { endpoint: true } },
        clientAppToken: { select: { headSeq: true } },
      },
    }),
  )
  return makeListPage({
    request: asked,
    place,
    read,
    row: (row) => ({
      registrationId: row.id,
      aoiClientId: row.aoiClientId,
      ...(row.aoiClient.name !== null && { name: row.aoiClient.name }),
      createdAt: Number(row.createdAt),
      behind: Number(row.clientAppToken.headSeq - row.ackedSeq),
      receiver: receiverOf({ ...row, ...row.push, platform: row.aoiClient.platform }),
      nodeId: row.aoiClient.nodeId ?? undefined,
    }),
    partsOf: (row) => [row.id],
  })
}
