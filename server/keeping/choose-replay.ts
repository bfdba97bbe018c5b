import { createHash } from 'node:crypto'
import type { DueNotification, ReplayedClient, ReplayedRegistration } from '#protocol/rehearsal.ts'
import { hashSecret, newSecret } from '../core/credentials.ts'
import { SIMULATED_SECRET_HASH } from '../core/simulations/simulation-store.ts'
import { quote, type Row } from '../db/backup/offline-connection.ts'
import { systemClock } from '../ops/system-clock.ts'
import { type Restored, type RestoredConnection, withRestored } from './restored.ts'

/** AOI Clients whose sessions a rehearsal resumes. */
const CLIENTS = 10
/** Notifications that it replays, over all registrations. Each registration has at least its last ten. */
const NOTIFICATIONS = 1000
const LEAST_NOTIFICATIONS = 10

/**
 * Chooses the AOI Clients with the most to get from a restored database, gives them new secrets, and moves their cursors
 * back so that everything live at the end of their logs is due to them again. Browsers of the push socket speak another
 * protocol, so they are left out.
 */
export function chooseReplay(
  restored: Restored,
): Promise<{ serverId: string; aoiClients: ReplayedClient[] }> {
  return withRestored(restored, async (connection) => {
    const [realm] = await connection.all('SELECT "serverId" FROM "Realm" WHERE "id" = 1')
    const ids = (await connection.all(CHOSEN)).map(({ id }) => String(id))
    const registrations = ids.length === 0 ? [] : await connection.all(registrationsOf(ids))
    const each = Math.max(LEAST_NOTIFICATIONS, Math.floor(NOTIFICATIONS / registrations.length))
    const aoiClients: ReplayedClient[] = []
    for (const aoiClientId of ids) {
      const aoiClientSecret = newSecret()
      await connection.execute(
        `UPDATE "AoiClient" SET "secretHash" = ${quote(hashSecret(aoiClientSecret))} WHERE "id" = ${quote(aoiClientId)}`,
      )
      const own = registrations.filter((row) => row.aoiClientId === aoiClientId)
      const replayed: ReplayedRegistration[] = []
      for (const row of own) replayed.push(await rewind(connection, { row, each }))
      aoiClients.push({ aoiClientId, aoiClientSecret, registrations: replayed })
    }
    return { serverId: String(realm?.serverId), aoiClients }
  })
}

const CHOSEN = `SELECT g."aoiClientId" AS "id"
  FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId" JOIN "AoiClient" c ON c."id" = g."aoiClientId"
  WHERE g."generation" = 0 AND c."endedAt" IS NULL AND c."secretHash" <> ${quote(SIMULATED_SECRET_HASH)}
  GROUP BY g."aoiClientId" HAVING count(g."channelId") = 0
  ORDER BY sum(t."headSeq" - g."ackedSeq") DESC, sum(t."headSeq" - g."startSeq") DESC, 1 LIMIT ${CLIENTS}`

function registrationsOf(ids: readonly string[]): string {
  return `SELECT g."id", g."aoiClientId", g."tokenId", g."startSeq", t."headSeq", t."clientAppToken",
      t."applicationName", t."tokenScope", t."vapidKey"
    FROM "Registration" g JOIN "ClientAppToken" t ON t."id" = g."tokenId"
    WHERE g."generation" = 0 AND g."aoiClientId" IN (${ids.map(quote).join(', ')})`
}

/** Moves one cursor, and returns the registration with everything that is due after it. */
async function rewind(
  connection: RestoredConnection,
  { row, each }: { row: Row; each: number },
): Promise<ReplayedRegistration> {
  const cursor = Math.max(Number(row.startSeq), Number(row.headSeq) - each)
  await connection.execute(`UPDATE "Registration" SET "ackedSeq" = ${cursor} WHERE "id" = ${Number(row.id)}`)
  return {
    clientAppToken: String(row.clientAppToken),
    applicationName: String(row.applicationName),
    tokenScope: String(row.tokenScope),
    ...(row.vapidKey === null ? {} : { vapidKey: String(row.vapidKey) }),
    due: (await connection.all(dueAfter(cursor, row))).map(toDue),
  }
}

/** See `server/core/delivery/plan-delivery.ts`. */
function dueAfter(cursor: number, { id, tokenId }: Row): string {
  return `SELECT n."id", n."seq", n."payload", n."expiresAt" FROM "Notification" n
    WHERE n."tokenId" = ${Number(tokenId)} AND n."seq" > ${cursor} AND n."expiresAt" > ${systemClock.now()}
      AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL
      AND (n."resendOf" IS NULL OR EXISTS (SELECT 1 FROM "Recipient" p
        WHERE p."tokenId" = n."tokenId" AND p."seq" = n."seq" AND p."registrationId" = ${Number(id)}))
    ORDER BY n."seq"`
}

function toDue({ id, seq, payload, expiresAt }: Row): DueNotification {
  return {
    id: String(id),
    seq: Number(seq),
    sha256: createHash('sha256').update(String(payload)).digest('hex'),
    expiresAt: Number(expiresAt),
  }
}
