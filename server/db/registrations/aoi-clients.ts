import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type {
  AoiClient,
  AoiClientRow,
  EndedRegistration,
  NewAoiClient,
  Page,
  PageRequest,
  Store,
} from '#server/core/store.ts'
import type { Connection, Database } from '../connection/database.ts'
import { makePage, newestFirst, newestPlace } from '../connection/paging.ts'
import { takeEnrolment } from './enrolment-codes.ts'
import { eraseFlight } from './flight-connections.ts'
import { endRegistrations } from './registration-statements.ts'
import { lockTokensById } from './token-statements.ts'

const CLIENT_COLUMNS = {
  id: true,
  name: true,
  platform: true,
  createdAt: true,
  lastSeenAt: true,
  sessionNumber: true,
  nodeId: true,
} as const

export type AoiClientRead = {
  id: string
  name: string | null
  platform: string | null
  createdAt: bigint
  lastSeenAt: bigint
  sessionNumber: number
  nodeId: string | null
}

export async function createAoiClient(
  database: Database,
  { enrolmentCodeId, ...client }: NewAoiClient,
): Promise<boolean> {
  const data = { ...client, lastSeenAt: client.createdAt }
  return database.write(async (tx) => {
    const { createdAt } = client
    if (enrolmentCodeId !== undefined && !(await takeEnrolment(tx, { enrolmentCodeId, createdAt })))
      return false
    await tx.prisma.aoiClient.create({ data })
    return true
  })
}

/** Returns the AOI Clients that have not ended, the newest first. */
export async function listAoiClients(database: Database, page: PageRequest): Promise<Page<AoiClientRow>> {
  const { where, ...order } = newestFirst(page)
  const read = await database.read(({ prisma }) =>
    prisma.aoiClient.findMany({
      where: { endedAt: null, ...where },
      ...order,
      select: { ...CLIENT_COLUMNS, _count: { select: { registrations: { where: { generation: 0 } } } } },
    }),
  )
  return makePage(page, {
    read,
    row: (row) => ({ ...toAoiClient(row), registrations: row._count.registrations }),
    place: newestPlace,
  })
}

export function toAoiClient(row: AoiClientRead): Omit<AoiClient, 'secretHash'> {
  return {
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    ...(row.platform !== null && { platform: row.platform }),
    createdAt: Number(row.createdAt),
    lastSeenAt: Number(row.lastSeenAt),
    sessionNumber: row.sessionNumber,
    ...(row.nodeId !== null && { nodeId: row.nodeId }),
  }
}

export async function endAoiClient(
  database: Database,
  { id, at, neverConnected }: Parameters<Store['endAoiClient']>[0],
): Promise<EndedRegistration[] | undefined> {
  return database.write(async (tx) => {
    const { count } = await tx.prisma.aoiClient.updateMany({
      where: { id, endedAt: null, ...(neverConnected && { sessionNumber: 0 }) },
      data: { endedAt: at },
    })
    if (count === 0) return undefined
    await eraseFlight(tx, id)
    const held = await tx.prisma.registration.findMany({ where: { aoiClientId: id, generation: 0 } })
    const tokens = await lockTokensById(
      tx,
      held.map((row) => row.tokenId),
    )
    return endRegistrations(tx, { aoiClientId: id, tokens, at, interests: database.interests })
  })
}

export async function isAwaited(
  database: Database,
  { aoiClientId, now }: Parameters<Store['isAwaited']>[0],
): Promise<boolean> {
  const [waiting] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ rows: number | bigint; live: number | bigint | null }[]>`
      SELECT count(*) AS "rows", sum(w."live") AS "live" FROM (
        SELECT CASE WHEN n."expiresAt" > ${now} AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL THEN 1 ELSE 0 END AS "live"
        FROM "Registration" g CROSS JOIN "Notification" n
        WHERE g."aoiClientId" = ${aoiClientId} AND g."generation" = 0 AND n."tokenId" = g."tokenId" AND n."seq" > g."ackedSeq"
        LIMIT ${LIMITS.awaitedWalkRows}) w`,
  )
  return Number(waiting?.live ?? 0) > 0 || Number(waiting?.rows ?? 0) >= LIMITS.awaitedWalkRows
}

/**
 * Notes that an AOI Client called by HTTP. While it has a session, `lastSeenAt` stays the time at which the session
 * began.
 */
export async function noteSeen(tx: Connection, { id, at }: { id: string; at: number }): Promise<void> {
  await tx.prisma.$executeRaw`
    UPDATE "AoiClient" SET "lastSeenAt" = ${at} WHERE "id" = ${id} AND "nodeId" IS NULL AND "lastSeenAt" < ${at}`
}

/** Has the search terms of an AOI Client written again, because they include the labels of its registrations. */
export async function searchAgain(tx: Connection, id: string): Promise<void> {
  await tx.prisma.$executeRaw`UPDATE "AoiClient" SET "indexedAt" = NULL WHERE "id" = ${id}`
}

/**
 * Locks the AOI Client until the transaction is over, so that it can neither end nor register twice at once. Returns
 * the address from which it registered without an enrolment code. Throws `unauthorized`.
 */
export async function lockAoiClient(tx: Connection, id: string): Promise<string | null> {
  const [found] = await tx.prisma.$queryRaw<{ network: string | null }[]>`
    SELECT c."network" FROM "AoiClient" c WHERE c."id" = ${id} AND c."endedAt" IS NULL ${tx.dialect.forUpdate}`
  if (found === undefined) throw new AoiError('unauthorized', 'the AOI Client ID is not registered')
  return found.network
}
