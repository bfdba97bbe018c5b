import type { EventInterests } from '#server/core/events/event-interests.ts'
import type {
  BrowserChannel,
  EndedRegistration,
  PushSubscription,
  Registration,
  TokenKind,
} from '#server/core/store.ts'
import type { Connection } from '../connection/database.ts'
import { recordMembers } from '../events/member-events.ts'
import type { LockedToken } from './token-statements.ts'

/** Returns the active registrations of an AOI Client or to a token, in id order. */
export async function selectRegistrations(
  { prisma }: Connection,
  input: {
    id?: number
    aoiClientId?: string
    tokenId?: number
    token?: string
    clientAppToken?: { clientAppToken: string; kind: TokenKind }
    afterId?: number
    rows?: number
  },
): Promise<Registration[]> {
  const found = await prisma.registration.findMany({
    where: {
      generation: 0,
      ...(input.id !== undefined && { id: input.id }),
      ...(input.aoiClientId !== undefined && { aoiClientId: input.aoiClientId }),
      ...(input.clientAppToken !== undefined && { clientAppToken: input.clientAppToken }),
      ...(input.token !== undefined && { clientAppToken: { clientAppToken: input.token } }),
      ...(input.tokenId !== undefined && { tokenId: input.tokenId }),
      ...(input.afterId !== undefined && { id: { gt: input.afterId } }),
    },
    orderBy: { id: 'asc' },
    ...(input.rows !== undefined && { take: input.rows }),
    include: { clientAppToken: true, push: true },
  })
  return found.map((row) => ({
    registrationId: row.id,
    aoiClientId: row.aoiClientId,
    tokenId: row.tokenId,
    clientAppToken: row.clientAppToken.clientAppToken,
    applicationName: row.clientAppToken.applicationName,
    startSeq: Number(row.startSeq),
    ackedSeq: Number(row.ackedSeq),
    headSeq: Number(row.clientAppToken.headSeq),
    ...(row.clientAppToken.vapidKey !== null && { vapidKey: row.clientAppToken.vapidKey }),
    ...toChannel(row),
    ...(row.push !== null && { push: toPush(row.push) }),
  }))
}

/** Returns the subscription of a row. */
function toPush(row: {
  endpoint: string
  p256dh: string
  auth: string
  vapidKey: string
  declarative: boolean
}): PushSubscription {
  const { endpoint, p256dh, auth, vapidKey, declarative } = row
  return { endpoint, keys: { p256dh, auth }, vapidKey, declarative }
}

/** Returns the browser's channel, if the registration has one. */
export function toChannel(row: { channelId: string | null; p256dh: string | null; auth: string | null }): {
  channel?: BrowserChannel
} {
  const { channelId, p256dh, auth } = row
  if (channelId === null) return {}
  return { channel: { channelId, ...(p256dh !== null && auth !== null && { keys: { p256dh, auth } }) } }
}

/** Ends the AOI Client's active registrations to `tokens`, which are locked. */
export async function endRegistrations(
  tx: Connection,
  input: {
    aoiClientId: string
    tokens: readonly LockedToken[]
    at: number
    interests: EventInterests
  },
): Promise<EndedRegistration[]> {
  const { aoiClientId, tokens, at, interests } = input
  if (tokens.length === 0) return []
  const columns = { tokenId: 'integer', headSeq: 'bigint' } as const
  const ended = await tx.prisma.$queryRaw<{ id: number; tokenId: number }[]>`
    UPDATE "Registration" SET "endSeq" = r."headSeq", "endedAt" = ${at}, "generation" = "Registration"."id"
    FROM ${tx.dialect.rows(columns, tokens)}
    WHERE "Registration"."aoiClientId" = ${aoiClientId} AND "Registration"."tokenId" = r."tokenId"
      AND "Registration"."generation" = 0
    RETURNING "Registration"."id", "Registration"."tokenId"`
  await removeMembers(tx, { members: ended.map(({ tokenId }) => ({ tokenId, count: 1 })), at })
  for (const token of interests.isNone ? [] : tokens) {
    const ids = ended.filter(({ tokenId }) => tokenId === token.tokenId).map(({ id }) => id)
    await recordMembers(tx, 'member.left', { interests, token, registrationIds: ids, at })
  }
  const names = new Map(tokens.map((token) => [token.tokenId, token.clientAppToken]))
  return ended
    .map(({ id, tokenId }) => ({ registrationId: id, tokenId, clientAppToken: names.get(tokenId) ?? '' }))
    .sort((a, b) => a.registrationId - b.registrationId)
}

/** Subtracts members from the counts of tokens, which are locked. */
export async function removeMembers(
  tx: Connection,
  { members, at }: { members: readonly { tokenId: number; count: number }[]; at: number },
): Promise<void> {
  const gone = members.filter(({ count }) => count > 0)
  if (gone.length === 0) return
  const rows = tx.dialect.rows({ tokenId: 'integer', count: 'integer' }, gone)
  await tx.prisma.$executeRaw`
    UPDATE "ClientAppToken" SET "memberCount" = "memberCount" - r."count",
      "emptySince" = CASE WHEN "memberCount" = r."count" THEN CAST(${at} AS BIGINT) ELSE NULL END
    FROM ${rows} WHERE "ClientAppToken"."id" = r."tokenId"`
}
