import type { EventInterests } from '#server/core/events/event-interests.ts'
import type { NewEvent } from '#server/core/events/event-store.ts'
import type { RawConnection } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { recordEvents } from './record-events.ts'

type Whole = number | bigint
type TokenName = { tokenId: number; clientAppToken: string; applicationName: string }

/** The columns of a notification that its events tell. */
export type EventNotification = {
  id: string
  seq: Whole
  acceptedAt: Whole
  expiresAt: Whole
  topic?: string | null | undefined
  recipients: Whole
  acked?: Whole | undefined
  resendOf?: string | null | undefined
}

/** Returns an event about a notification. `token` is the one that it was sent to. */
export function notificationEvent(
  type: NewEvent['type'],
  { token, row, at }: { token: Omit<TokenName, 'tokenId'>; row: EventNotification; at: number },
): NewEvent {
  const { clientAppToken, applicationName } = token
  const data = {
    ...{ id: row.id, clientAppToken, ApplicationName: applicationName, seq: Number(row.seq) },
    topic: row.topic ?? undefined,
    resendOf: row.resendOf ?? undefined,
    acceptedAt: new Date(Number(row.acceptedAt)).toISOString(),
    expiresAt: new Date(Number(row.expiresAt)).toISOString(),
    recipients: Number(row.recipients),
    acked: Number(row.acked ?? 0),
  }
  return { type, at, applicationName, data }
}

type Acked = { tokenId: number; fromSeq: number; toSeq: number; count: number }
type AckedRow = EventNotification & { tokenId: number; count: Whole }

/**
 * Records the first and the last ack of notifications, after `counts` were added to them in this transaction. `tokens`
 * are locked.
 */
export async function recordAcks(
  tx: RawConnection,
  input: { interests: EventInterests; tokens: readonly TokenName[]; counts: readonly Acked[]; at: number },
): Promise<void> {
  const { interests, at } = input
  if (interests.isNone) return
  const tokens = new Map(
    input.tokens
      .filter(({ applicationName }) => interests.has(applicationName))
      .map((token) => [token.tokenId, token]),
  )
  const counts = input.counts.filter(({ tokenId, count }) => count > 0 && tokens.has(tokenId))
  if (counts.length === 0) return
  const columns = { tokenId: 'integer', fromSeq: 'bigint', toSeq: 'bigint', count: 'integer' } as const
  const found = await tx.prisma.$queryRaw<AckedRow[]>`
    SELECT n."tokenId", n."seq", n."id", n."topic", n."acceptedAt", n."expiresAt", n."recipients", n."acked",
      n."resendOf", r."count"
    FROM ${tx.dialect.rows(columns, counts)} JOIN "Notification" n
      ON n."tokenId" = r."tokenId" AND n."seq" BETWEEN r."fromSeq" AND r."toSeq"
    WHERE n."acked" = r."count" OR (n."acked" >= n."recipients" AND n."acked" - r."count" < n."recipients")
    ORDER BY n."tokenId", n."seq"`
  const events = found.flatMap((row) => {
    const token = tokens.get(row.tokenId)
    if (token === undefined) return []
    const isFirst = Number(row.acked) === Number(row.count)
    const isLast = Number(row.acked) >= Number(row.recipients)
    return [
      ...(isFirst ? [notificationEvent('notification.firstAcked', { token, row, at })] : []),
      ...(isLast ? [notificationEvent('notification.allAcked', { token, row, at })] : []),
    ]
  })
  await recordEvents(tx, events)
}

type NotificationRead = EventNotification & TokenName

/** Reads notifications with their tokens, for events about them. */
export function selectForEvents(tx: RawConnection, where: Prisma.Sql): Promise<NotificationRead[]> {
  return tx.prisma.$queryRaw<NotificationRead[]>`
    SELECT n."id", n."seq", n."topic", n."acceptedAt", n."expiresAt", n."recipients", n."acked", n."resendOf",
      t."id" AS "tokenId", t."clientAppToken", t."applicationName"
    FROM "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId" WHERE ${where}`
}

/** Records that these notifications were cancelled at `at`, in the transaction that did it. */
export async function recordCancelled(
  tx: RawConnection,
  { interests, ids, at }: { interests: EventInterests; ids: readonly string[]; at: number },
): Promise<void> {
  if (interests.isNone || ids.length === 0) return
  const rows = await selectForEvents(
    tx,
    Prisma.sql`n."id" IN (${Prisma.join([...ids])}) AND n."cancelledAt" = CAST(${at} AS BIGINT)`,
  )
  await recordEvents(
    tx,
    rows
      .filter(({ applicationName }) => interests.has(applicationName))
      .map((row) => notificationEvent('notification.cancelled', { token: row, row, at })),
  )
}
