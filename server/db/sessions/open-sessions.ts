import type { OpenedSession, Registration, SessionWanted } from '#server/core/store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { type LeftOpen, recordLeftOpen } from '../registrations/flight-connections.ts'
import { toChannel } from '../registrations/registration-statements.ts'

const BY_ID = { id: 'text' } as const
const PLACES = { aoiClientId: 'text', at: 'bigint', nodeId: 'text', after: 'integer' } as const

/** `Store.openSession` for several AOI Clients; those that have ended are missing. */
export function openSessions(
  database: Database,
  wanted: readonly SessionWanted[],
): Promise<Map<string, OpenedSession>> {
  return database.writeRaw(async (tx) => {
    await recordLeftOpen(tx, await lockAll(tx, wanted))
    const numbers = await takeNumbers(tx, wanted)
    const opened = new Map<string, OpenedSession>(
      numbers.map(({ id, sessionNumber }) => [
        id,
        { sessionNumber: Number(sessionNumber), registrations: [] },
      ]),
    )
    for (const registration of await selectOf(tx, [...opened.keys()]))
      opened.get(registration.aoiClientId)?.registrations.push(registration)
    return opened
  })
}

/**
 * Locks the AOI Clients in one order, so that two nodes cannot deadlock. SQLite has one writer, and locks no rows.
 * Returns the sessions whose end is not written.
 */
async function lockAll(tx: RawConnection, wanted: readonly SessionWanted[]): Promise<LeftOpen[]> {
  const ids = wanted.map(({ aoiClientId }) => ({ id: aoiClientId }))
  const locked = await tx.prisma.$queryRaw<
    (LeftOpen & { nodeId: string | null; endedAt: number | bigint | null })[]
  >`
    SELECT c."id", c."sessionNumber", c."lastSeenAt", c."nodeId", c."endedAt" FROM "AoiClient" c
    WHERE c."id" IN (SELECT r."id" FROM ${tx.dialect.rows(BY_ID, ids)})
    ORDER BY c."id" ${tx.dialect.forUpdate}`
  return locked.filter(({ nodeId, endedAt }) => nodeId !== null && endedAt === null)
}

/** `+ 0` keeps SQLite off the index by `endedAt`, in which it would walk all AOI Clients that have not ended. */
async function takeNumbers(
  tx: RawConnection,
  wanted: readonly SessionWanted[],
): Promise<{ id: string; sessionNumber: number }[]> {
  const places = wanted.map(({ aoiClientId, at, nodeId = null, after = null }) => ({
    ...{ aoiClientId, at, nodeId, after },
  }))
  return tx.prisma.$queryRaw<{ id: string; sessionNumber: number }[]>`
    UPDATE "AoiClient" SET "sessionNumber" = "AoiClient"."sessionNumber" + 1, "lastSeenAt" = r."at", "nodeId" = r."nodeId"
    FROM ${tx.dialect.rows(PLACES, places)}
    WHERE "AoiClient"."id" = r."aoiClientId" AND "AoiClient"."endedAt" + 0 IS NULL
      AND (r."after" IS NULL OR r."after" = "AoiClient"."sessionNumber")
    RETURNING "AoiClient"."id", "AoiClient"."sessionNumber"`
}

type RegistrationRead = Omit<
  Registration,
  'startSeq' | 'ackedSeq' | 'headSeq' | 'vapidKey' | 'channel' | 'push'
> & {
  startSeq: number | bigint
  ackedSeq: number | bigint
  headSeq: number | bigint
  vapidKey: string | null
  channelId: string | null
  p256dh: string | null
  auth: string | null
  endpoint: string | null
  pushP256dh: string | null
  pushAuth: string | null
  pushVapidKey: string | null
  /** SQLite has no booleans. */
  declarative: boolean | number | bigint | null
}

/** Returns the active registrations of these AOI Clients, in id order. */
async function selectOf(tx: RawConnection, aoiClientIds: readonly string[]): Promise<Registration[]> {
  if (aoiClientIds.length === 0) return []
  const rows = tx.dialect.rows(
    BY_ID,
    aoiClientIds.map((id) => ({ id })),
  )
  const found = await tx.prisma.$queryRaw<RegistrationRead[]>`
    SELECT g."id" AS "registrationId", g."aoiClientId", g."tokenId", t."clientAppToken", t."applicationName",
      g."startSeq", g."ackedSeq", t."headSeq", t."vapidKey", g."channelId", g."p256dh", g."auth",
      s."endpoint", s."p256dh" AS "pushP256dh", s."auth" AS "pushAuth", s."vapidKey" AS "pushVapidKey", s."declarative"
    FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
    LEFT JOIN "PushSubscription" s ON s."registrationId" = g."id"
    WHERE g."generation" = 0 AND g."aoiClientId" IN (SELECT r."id" FROM ${rows})
    ORDER BY g."id"`
  return found.map(
    ({
      vapidKey,
      channelId,
      p256dh,
      auth,
      endpoint,
      pushP256dh,
      pushAuth,
      pushVapidKey,
      declarative,
      ...row
    }) => ({
      ...row,
      startSeq: Number(row.startSeq),
      ackedSeq: Number(row.ackedSeq),
      headSeq: Number(row.headSeq),
      ...(vapidKey !== null && { vapidKey }),
      ...toChannel({ channelId, p256dh, auth }),
      ...(endpoint !== null && {
        push: {
          ...{ endpoint, keys: { p256dh: pushP256dh ?? '', auth: pushAuth ?? '' } },
          ...{ vapidKey: pushVapidKey ?? '', declarative: Boolean(declarative) },
        },
      }),
    }),
  )
}
