import { LIMITS } from '#protocol'
import type { DashboardStore } from '#server/core/dashboard/dashboard-store.ts'
import type { Database } from '../connection/database.ts'
import { recordMembers } from '../events/member-events.ts'
import { recordCancelled } from '../events/notification-events.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { isLiveAt } from '../log/notifications.ts'
import { removeMembers } from '../registrations/registration-statements.ts'
import { lockTokensById } from '../registrations/token-statements.ts'
import { giveBackUse, PAYLOAD_BYTES } from '../storage-use/storage-use.ts'
import { removeTexts } from '../text-index/remove-texts.ts'

type EndedMember = { aoiClientId: string; registrationId: number }

export async function endMembers(
  database: Database,
  { tokenId, at, rows }: Parameters<DashboardStore['endMembers']>[0],
): Promise<EndedMember[]> {
  return database.write(async (tx) => {
    const [token] = await lockTokensById(tx, [tokenId])
    if (token === undefined) return []
    const ended = await tx.prisma.$queryRaw<EndedMember[]>`
      UPDATE "Registration" SET "endSeq" = ${token.headSeq}, "endedAt" = ${at}, "generation" = "id"
      WHERE "id" IN (
        SELECT g."id" FROM "Registration" g
        WHERE g."tokenId" = ${tokenId} AND g."generation" = 0 AND g."createdAt" <= ${at} ORDER BY g."id" LIMIT ${rows}
      )
      RETURNING "aoiClientId", "id" AS "registrationId"`
    await removeMembers(tx, { members: [{ tokenId, count: ended.length }], at })
    const ids = ended.map(({ registrationId }) => registrationId)
    const { interests } = database
    await recordMembers(tx, 'member.left', { interests, token, registrationIds: ids, at })
    return ended
  })
}

type EndedRead = EndedMember & { tokenId: number }

export async function endRegistrations(
  database: Database,
  { registrationIds, at }: Parameters<DashboardStore['endRegistrations']>[0],
): ReturnType<DashboardStore['endRegistrations']> {
  if (registrationIds.length === 0) return []
  return database.write(async (tx) => {
    const wanted = { id: { in: [...registrationIds] }, generation: 0 }
    const held = await tx.prisma.registration.findMany({ where: wanted, select: { tokenId: true } })
    const tokens = await lockTokensById(tx, [...new Set(held.map(({ tokenId }) => tokenId))])
    if (tokens.length === 0) return []
    const rows = tx.dialect.rows({ tokenId: 'integer', headSeq: 'bigint' }, tokens)
    const ended = await tx.prisma.$queryRaw<EndedRead[]>`
      UPDATE "Registration" SET "endSeq" = r."headSeq", "endedAt" = ${at}, "generation" = "Registration"."id"
      FROM ${rows}
      WHERE "Registration"."id" IN (${Prisma.join([...registrationIds])}) AND "Registration"."generation" = 0
        AND "Registration"."tokenId" = r."tokenId"
      RETURNING "Registration"."aoiClientId", "Registration"."id" AS "registrationId", "Registration"."tokenId"`
    const members = tokens.map(({ tokenId }) => ({
      ...{ tokenId, count: ended.filter((row) => row.tokenId === tokenId).length },
    }))
    await removeMembers(tx, { members, at })
    const { interests } = database
    for (const token of interests.isNone ? [] : tokens) {
      const left = ended.filter(({ tokenId }) => tokenId === token.tokenId)
      const ids = left.map(({ registrationId }) => registrationId)
      await recordMembers(tx, 'member.left', { interests, token, registrationIds: ids, at })
    }
    const names = new Map(tokens.map(({ tokenId, clientAppToken }) => [tokenId, clientAppToken]))
    return ended.map((row) => ({ ...row, clientAppToken: names.get(row.tokenId) ?? '' }))
  })
}

/** Clears `indexedAt`, so that the search finds the AOI Clients under the new label. */
export async function labelAoiClients(
  database: Database,
  { ids, label }: Parameters<DashboardStore['labelAoiClients']>[0],
): Promise<number> {
  const { count } = await database.write(({ prisma }) =>
    prisma.aoiClient.updateMany({
      where: { id: { in: [...ids] }, endedAt: null },
      data: { label: label === '' ? null : label, indexedAt: null },
    }),
  )
  return count
}

type ErasedRead = {
  id: string
  tokenId: number
  seq: number | bigint
  serverApplicationId: string
  senderNetwork: string | null
}

/** Replaces an erased payload. It is valid JSON, so that parsers of payloads do not fail. */
const ERASED = 'null'

export async function erasePayloads(
  database: Database,
  { ids, at }: Parameters<DashboardStore['erasePayloads']>[0],
): Promise<number[]> {
  if (ids.length === 0) return []
  const wanted = Prisma.join([...ids])
  return database.writeRaw(async (tx) => {
    const found = await tx.prisma.$queryRaw<{ tokenId: number }[]>`
      SELECT DISTINCT n."tokenId" FROM "Notification" n WHERE n."id" IN (${wanted})`
    await lockTokensById(
      tx,
      found.map(({ tokenId }) => tokenId),
    )
    const held = await tx.prisma.$queryRaw<{ id: string; bytes: number | bigint }[]>`
      SELECT "id", ${PAYLOAD_BYTES} AS "bytes" FROM "Notification" WHERE "id" IN (${wanted}) AND "erasedAt" IS NULL`
    const erased = await tx.prisma.$queryRaw<ErasedRead[]>`
      UPDATE "Notification" SET "payload" = ${ERASED}, "headers" = NULL, "erasedAt" = CAST(${at} AS BIGINT),
        "cancelledAt" = CASE WHEN "cancelledAt" IS NULL AND "replacedAt" IS NULL AND ("expiresAt" > ${at}
            OR ("ttlSeconds" = 0 AND "acceptedAt" > ${at - LIMITS.nowOrNeverMilliseconds}))
          THEN CAST(${at} AS BIGINT) ELSE "cancelledAt" END
      WHERE "id" IN (${wanted}) AND "erasedAt" IS NULL
      RETURNING "id", "tokenId", "seq", "serverApplicationId", "senderNetwork"`
    await removeTexts(tx, erased)
    // A hook keeps the beginning of its latest requests.
    await tx.prisma.$executeRaw`UPDATE "HookRequest" SET "body" = '' WHERE "notificationId" IN (${wanted})`
    const bytesOf = new Map(held.map(({ id, bytes }) => [id, Number(bytes)]))
    const freed = erased.map(({ id, ...row }) => ({
      ...row,
      notifications: 0,
      bytes: (bytesOf.get(id) ?? ERASED.length) - ERASED.length,
    }))
    await giveBackUse(tx, freed)
    await recordCancelled(tx, { interests: database.interests, ids, at })
    return erased.map(({ tokenId }) => tokenId)
  })
}

export async function cancelNotifications(
  database: Database,
  { ids, at }: Parameters<DashboardStore['cancelNotifications']>[0],
): Promise<number[]> {
  if (ids.length === 0) return []
  return database.write(async (tx) => {
    const found = await tx.prisma.notification.findMany({
      where: { id: { in: [...ids] } },
      select: { tokenId: true },
    })
    await lockTokensById(tx, [...new Set(found.map(({ tokenId }) => tokenId))])
    const cancelled = await tx.prisma.notification.updateManyAndReturn({
      where: { id: { in: [...ids] }, ...isLiveAt(at) },
      data: { cancelledAt: at },
      select: { tokenId: true },
    })
    await recordCancelled(tx, { interests: database.interests, ids, at })
    return cancelled.map(({ tokenId }) => tokenId)
  })
}
