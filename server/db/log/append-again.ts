import { LIMITS } from '#protocol'
import type { EventInterests } from '#server/core/events/event-interests.ts'
import { atOnce } from '#server/core/pacer.ts'
import type { AppendedAgain, Store } from '#server/core/store.ts'
import type { Database, RawConnection, RawTransaction } from '../connection/database.ts'
import { notificationEvent, selectForEvents } from '../events/notification-events.ts'
import { recordEvents } from '../events/record-events.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { lockTokensById, updateHeads } from '../registrations/token-statements.ts'
import { type Amount, countUse, PAYLOAD_BYTES } from '../storage-use/storage-use.ts'
import { RESENT, type ResendRow } from './notification-row.ts'
import { readRecipients } from './notifications.ts'
import { type FoundPlace, findAckTimesSince, selectLogPlace } from './outcome-statements.ts'
import { findEnding } from './outcomes.ts'

type Input = Parameters<Store['appendAgain']>[0]
type Search = { found: FoundPlace; missing: readonly number[]; headSeq: number; lastAckRecordId: number }
type Appended = AppendedAgain | undefined | 'searchAgain'

/**
 * `Store.appendAgain`. It finds the recipients without the notification in paced steps, without a lock. Then it takes
 * the token's lock, under which no outcome changes and no member leaves, and skips recipients that acked or left since
 * the search.
 *
 * It writes a row for each recipient. That is acceptable only because an operator's act makes these rows, never an
 * ordinary submission.
 */
export async function appendAgain(database: Database, input: Input): Promise<AppendedAgain | undefined> {
  for (;;) {
    const search = await searchMissing(database, input)
    if (search === undefined) return undefined
    const appended = await (input.turn ?? atOnce)(() =>
      database.writeRaw((tx) => appendMissing(tx, { ...input, ...search, interests: database.interests })),
    )
    if (appended !== 'searchAgain') return appended
  }
}

/**
 * Finds the recipients that the notification ended without. Returns none while it is live, because they still get it.
 */
async function searchMissing(database: Database, input: Input): Promise<Search | undefined> {
  const { id, acceptedAt: now, turn = atOnce } = input
  const start = await database.readRaw((connection) => readStart(connection, id))
  if (start === undefined || findEnding(start.found, now) === undefined) return undefined
  const served = new Set<number>()
  for (const again of start.earlier)
    for (const { registrationId, outcome } of await readRecipients(database, { id: again, now, turn }))
      if (outcome === 'acked' || outcome === 'pending') served.add(registrationId)
  const rows = await readRecipients(database, { id, now, turn })
  const missing = rows
    .filter(({ registrationId, outcome }) => outcome !== 'acked' && !served.has(registrationId))
    .map(({ registrationId }) => registrationId)
  return missing.length === 0 ? undefined : { ...start, missing }
}

/**
 * Reads the head of the log and the last ack record before the search, and the earlier notifications that send this one
 * again.
 */
async function readStart(connection: RawConnection, id: string) {
  const found = await selectLogPlace(connection, id)
  if (found === undefined) return undefined
  const { tokenId, seq } = found.place
  const [stand] = await connection.prisma.$queryRaw<{ headSeq: number | bigint; last: number | bigint }[]>`
    SELECT t."headSeq", (SELECT COALESCE(max(a."id"), 0) FROM "AckRecord" a WHERE a."tokenId" = t."id") AS "last"
    FROM "ClientAppToken" t WHERE t."id" = ${tokenId}`
  const earlier = await selectEarlier(connection, { id, tokenId, afterSeq: seq })
  return {
    found,
    earlier,
    headSeq: Number(stand?.headSeq ?? 0),
    lastAckRecordId: Number(stand?.last ?? 0),
  }
}

/** Returns the ids of the notifications after `afterSeq` that send this one again. */
async function selectEarlier(
  connection: RawConnection,
  { id, tokenId, afterSeq }: { id: string; tokenId: number; afterSeq: number },
): Promise<string[]> {
  const rows = await connection.prisma.$queryRaw<{ id: string }[]>`
    SELECT n."id" FROM (SELECT DISTINCT "tokenId", "seq" FROM "Recipient"
      WHERE "tokenId" = ${tokenId} AND "seq" > ${afterSeq}) p
    JOIN "Notification" n ON n."tokenId" = p."tokenId" AND n."seq" = p."seq" WHERE n."resendOf" = ${id}`
  return rows.map((row) => row.id)
}

/** Returns `searchAgain` if somebody else sent the notification again during the search. */
async function appendMissing(
  tx: RawTransaction,
  input: Input & Search & { interests: EventInterests },
): Promise<Appended> {
  const { tokenId, seq } = input.found.place
  const [token] = await lockTokensById(tx, [tokenId])
  if (token === undefined) return undefined
  const afterSeq = Math.max(seq, input.headSeq)
  if ((await selectEarlier(tx, { id: input.id, tokenId, afterSeq })).length > 0) return 'searchAgain'
  const acked = await findAckTimesSince(tx, { tokenId, seq, afterRecordId: input.lastAckRecordId })
  const registrationIds = input.missing.filter((registrationId) => !acked.has(registrationId))
  const place = { tokenId, seq: token.headSeq + 1 }
  const recipients = await insertRecipients(tx, { place, registrationIds })
  if (recipients === 0) return undefined
  await insertAgain(tx, { ...input, ...place, recipients })
  await updateHeads(tx, [{ tokenId, headSeq: place.seq }])
  await countAgain(tx, place)
  if (input.interests.has(token.applicationName)) {
    const rows = await selectForEvents(tx, Prisma.sql`n."id" = ${input.newId}`)
    const at = input.acceptedAt
    await recordEvents(
      tx,
      rows.map((row) => notificationEvent('notification.accepted', { token, row, at })),
    )
  }
  return { ...place, recipients }
}

type Again = Input & { tokenId: number; seq: number; recipients: number }

/**
 * Inserts the copy without the topic, which would replace notifications that other members still wait for. The copy
 * lasts at least `LIMITS.resendTtlSecondsMin`, also for TTL 0.
 */
async function insertAgain(tx: RawConnection, again: Again): Promise<void> {
  const { id, newId, serverApplicationId, acceptedAt, tokenId, seq, recipients } = again
  const [{ ttlSeconds = 0 } = {}] = await tx.prisma.$queryRaw<{ ttlSeconds: number }[]>`
    SELECT n."ttlSeconds" FROM "Notification" n WHERE n."id" = ${id}`
  const ttl = Math.max(ttlSeconds, LIMITS.resendTtlSecondsMin)
  const row: ResendRow = {
    ...{
      tokenId,
      seq,
      id: newId,
      resendOf: id,
      ttlSeconds: ttl,
      acceptedAt,
      recipients,
      serverApplicationId,
    },
    expiresAt: acceptedAt + ttl * 1000,
  }
  await tx.prisma.$executeRaw`
    INSERT INTO "Notification" (${RESENT.names}) SELECT ${RESENT.values}
    FROM ${tx.dialect.rows(RESENT.types, [row])} JOIN "Notification" n ON n."id" = r."resendOf"`
}

/** Counts the copy for its parties. No quota refuses it, because it is an operator's act. */
async function countAgain(
  tx: RawConnection,
  { tokenId, seq }: { tokenId: number; seq: number },
): Promise<void> {
  const added = await tx.prisma.$queryRaw<Amount[]>`
    SELECT "tokenId", "serverApplicationId", "senderNetwork", 1 AS "notifications", ${PAYLOAD_BYTES} AS "bytes"
    FROM "Notification" WHERE "tokenId" = ${tokenId} AND "seq" = ${seq}`
  await countUse(tx, { amounts: added, sign: 1 })
}

/** Inserts one row for each of these registrations that is still a member. Returns how many. */
function insertRecipients(
  tx: RawConnection,
  input: { place: { tokenId: number; seq: number }; registrationIds: readonly number[] },
): Promise<number> {
  const { place, registrationIds } = input
  const rows = registrationIds.map((registrationId) => ({ registrationId }))
  return tx.prisma.$executeRaw`
    INSERT INTO "Recipient" ("tokenId", "seq", "registrationId")
    SELECT g."tokenId", ${place.seq}, g."id" FROM ${tx.dialect.rows({ registrationId: 'integer' }, rows)}
      CROSS JOIN "Registration" g WHERE g."id" = r."registrationId" AND g."tokenId" = ${place.tokenId} AND g."endedAt" IS NULL`
}
