import { LIMITS } from '#protocol'
import { atOnce, type Turn } from '#server/core/pacer.ts'
import type { DeliveryRow, NotificationRow, Page, PageRequest, Progress } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'
import { decodeCursor, idPlace, makePage, rowsToRead, timedPlace } from '../connection/paging.ts'
import { recordCancelled } from '../events/notification-events.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { lockTokensById } from '../registrations/token-statements.ts'
import {
  findAckTimes,
  keptSince,
  olderThan,
  selectLogPlace,
  selectOutcomes,
  selectRecipient,
  selectRecipients,
} from './outcome-statements.ts'
import { countOutcomes, decideDelivery, findEnding } from './outcomes.ts'
import { withRevoked } from './with-revoked.ts'

export async function findNotification(
  database: Database,
  { id, now }: { id: string; now: number },
): Promise<NotificationRow | undefined> {
  const where = Prisma.sql`AND n."id" = ${id}`
  const [row] = await database.readRaw((connection) =>
    selectOutcomes(connection, { now, since: keptSince(database, now), where, isOne: true }),
  )
  return row && countOutcomes(row, now)
}

type ProgressRead = {
  id: string
  acked: number
  cancelledAt: number | bigint | null
  replacedAt: number | bigint | null
}

/** Reads by primary key alone, because one statement serves all senders that wait. */
export async function readProgress(database: Database, ids: readonly string[]): Promise<Progress[]> {
  if (ids.length === 0) return []
  const wanted = ids.map((id) => ({ id }))
  const read = await database.readRaw(
    ({ prisma, dialect }) => prisma.$queryRaw<ProgressRead[]>`
      SELECT n."id", n."acked", n."cancelledAt", n."replacedAt" FROM "Notification" n
      WHERE n."id" IN (SELECT r."id" FROM ${dialect.rows({ id: 'text' }, wanted)})`,
  )
  return read.map(({ id, acked, cancelledAt, replacedAt }) => ({
    ...{ id, acked },
    isEnded: cancelledAt !== null || replacedAt !== null,
  }))
}

/** Newest first. */
export async function listNotifications(
  database: Database,
  page: PageRequest & { now: number },
): Promise<Page<NotificationRow>> {
  const place = decodeCursor(page.cursor, timedPlace)
  const where = Prisma.sql`${olderThan(place)} ORDER BY n."acceptedAt" DESC, n."id" DESC LIMIT ${rowsToRead(page)}`
  const since = keptSince(database, page.now)
  const read = await database.readRaw(async (connection) => {
    const found = await selectOutcomes(connection, { now: page.now, since, where })
    return withRevoked(connection, { read: found, now: page.now })
  })
  return makePage(page, {
    read,
    row: (row) => countOutcomes(row, page.now),
    place: (row) => [Number(row.acceptedAt), row.id],
  })
}

/** Condition: neither cancelled, replaced nor expired at that time. */
export function isLiveAt(at: number) {
  const nowOrNever = { ttlSeconds: 0, acceptedAt: { gt: at - LIMITS.nowOrNeverMilliseconds } }
  return { cancelledAt: null, replacedAt: null, OR: [{ expiresAt: { gt: at } }, nowOrNever] }
}

export async function cancelNotification(
  database: Database,
  { id, at }: { id: string; at: number },
): Promise<boolean> {
  return database.write(async (tx) => {
    const found = await tx.prisma.notification.findUnique({ where: { id }, select: { tokenId: true } })
    if (found === null) return false
    await lockTokensById(tx, [found.tokenId])
    const { count } = await tx.prisma.notification.updateMany({
      where: { id, ...isLiveAt(at) },
      data: { cancelledAt: at },
    })
    if (count > 0) await recordCancelled(tx, { interests: database.interests, ids: [id], at })
    return count > 0
  })
}

export async function listDeliveries(
  database: Database,
  page: PageRequest & { id: string; now: number },
): Promise<Page<DeliveryRow>> {
  const [afterId] = decodeCursor(page.cursor, idPlace) ?? [0]
  return database.readRaw(async (connection) => {
    const found = await selectLogPlace(connection, page.id)
    if (found === undefined || found.expiresAt <= keptSince(database, page.now)) return { rows: [] }
    const { place } = found
    const asked = { ...place, afterId, rows: rowsToRead(page), now: page.now }
    const read = await selectRecipients(connection, asked)
    const ackTimes = await findAckTimes(connection, { ...place, registrations: read })
    const ending = findEnding(found, page.now)
    return makePage(page, {
      read,
      row: (row) =>
        decideDelivery(row, { seq: place.seq, ending, ackedAt: ackTimes.get(row.registrationId) }),
      place: (row) => [row.registrationId],
    })
  })
}

export async function findDelivery(
  database: Database,
  { id, aoiClientId, now }: { id: string; aoiClientId: string; now: number },
): Promise<DeliveryRow | undefined> {
  return database.readRaw(async (connection) => {
    const found = await selectLogPlace(connection, id)
    if (found === undefined || found.expiresAt <= keptSince(database, now)) return undefined
    const { place } = found
    const recipient = await selectRecipient(connection, { ...place, aoiClientId, now })
    if (recipient === undefined) return undefined
    // A cursor before this seq has not acked it, so there is no need to search the records.
    const registrations = Number(recipient.ackedSeq) < place.seq ? [] : [recipient]
    const ackTimes = await findAckTimes(connection, { ...place, registrations })
    const ackedAt = ackTimes.get(recipient.registrationId)
    return decideDelivery(recipient, { seq: place.seq, ending: findEnding(found, now), ackedAt })
  })
}

/**
 * Returns every recipient, for a board that keeps them in memory. It reads them in steps of `LIMITS.recipientStepRows`.
 */
export async function readRecipients(
  database: Database,
  { id, now, turn = atOnce }: { id: string; now: number; turn?: Turn },
): Promise<DeliveryRow[]> {
  const found = await database.readRaw((connection) => selectLogPlace(connection, id))
  if (found === undefined) return []
  const { place } = found
  const ending = findEnding(found, now)
  const rows: DeliveryRow[] = []
  for (let more = true; more; ) {
    const afterId = rows.at(-1)?.registrationId ?? 0
    const step = { ...place, afterId, rows: LIMITS.recipientStepRows, now }
    more = await turn(() =>
      database.readRaw(async (connection) => {
        const registrations = await selectRecipients(connection, step)
        const ackTimes = await findAckTimes(connection, { ...place, registrations })
        for (const row of registrations)
          rows.push(
            decideDelivery(row, { seq: place.seq, ending, ackedAt: ackTimes.get(row.registrationId) }),
          )
        return registrations.length === LIMITS.recipientStepRows
      }),
    )
  }
  return rows
}
