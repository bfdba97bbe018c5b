import { eventTypeSchema } from '#protocol/events.ts'
import type { EventStore, StoredEvent } from '#server/core/events/event-store.ts'
import type { Connection, Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { EventModel } from '../generated/sqlite/models/Event.ts'
import { refreshInterests } from './interests.ts'
import { notificationEvent, selectForEvents } from './notification-events.ts'
import { recordEvents } from './record-events.ts'

const LEASE = 1

/** Opens the outbox of events. */
export function openEvents(database: Database): EventStore {
  return {
    refreshInterests: (now) => refreshInterests(database, now),
    keepReader: (reader) => keepReader(database, reader),
    takeLease: (input) => takeLease(database, input),
    leaveLease: (nodeId) => leaveLease(database, nodeId),
    number: (input) => numberEvents(database, input),
    expire: (input) => recordExpired(database, input),
    read: (input) => readEvents(database, input),
    find: (eventId) => findEvent(database, eventId),
    readRange: () => readRange(database),
  }
}

async function keepReader(
  database: Database,
  reader: Parameters<EventStore['keepReader']>[0],
): Promise<void> {
  const { apiKeyId, endsAt } = reader
  const grants = JSON.stringify(reader.grants)
  await database.write(({ prisma }) =>
    prisma.eventReader.upsert({
      ...{ where: { apiKeyId }, create: { apiKeyId, grants, endsAt }, update: { grants, endsAt } },
    }),
  )
  await refreshInterests(database, database.clock.now())
}

async function takeLease(
  database: Database,
  { nodeId, now, endsAt }: Parameters<EventStore['takeLease']>[0],
): Promise<boolean> {
  const taken = await database.write(
    ({ prisma }) => prisma.$executeRaw`
      INSERT INTO "EventLease" ("id", "nodeId", "endsAt", "head", "expiredUpTo")
      VALUES (${LEASE}, ${nodeId}, ${endsAt}, 0, ${now})
      ON CONFLICT ("id") DO UPDATE SET "nodeId" = excluded."nodeId", "endsAt" = excluded."endsAt"
        WHERE "EventLease"."nodeId" = excluded."nodeId" OR "EventLease"."endsAt" <= ${now}`,
  )
  return taken > 0
}

async function leaveLease(database: Database, nodeId: string): Promise<void> {
  await database.write(({ prisma }) =>
    prisma.eventLease.updateMany({ where: { id: LEASE, nodeId }, data: { endsAt: 0 } }),
  )
}

/** Reads the lease of the node, and locks it: another node cannot take it before the transaction is over. */
async function lockLease(
  tx: Connection,
  nodeId: string,
): Promise<{ head: number; expiredUpTo: number } | undefined> {
  const [lease] = await tx.prisma.$queryRaw<{ head: number | bigint; expiredUpTo: number | bigint }[]>`
    SELECT l."head", l."expiredUpTo" FROM "EventLease" l WHERE l."id" = ${LEASE} AND l."nodeId" = ${nodeId}
    ${tx.dialect.forUpdate}`
  return lease && { head: Number(lease.head), expiredUpTo: Number(lease.expiredUpTo) }
}

async function numberEvents(
  database: Database,
  { nodeId, rows }: Parameters<EventStore['number']>[0],
): Promise<number> {
  const waiting = await database.read(({ prisma }) =>
    prisma.event.findMany({
      ...{ where: { position: null }, orderBy: { id: 'asc' }, take: rows, select: { id: true } },
    }),
  )
  if (waiting.length === 0) return 0
  return database.write(async (tx) => {
    const lease = await lockLease(tx, nodeId)
    if (lease === undefined) return 0
    const places = waiting.map(({ id }, index) => ({ id: Number(id), position: lease.head + index + 1 }))
    const columns = { id: 'bigint', position: 'bigint' } as const
    await tx.prisma.$executeRaw`
      UPDATE "Event" SET "position" = r."position" FROM ${tx.dialect.rows(columns, places)}
      WHERE "Event"."id" = r."id"`
    const head = lease.head + places.length
    await tx.prisma.eventLease.update({ where: { id: LEASE }, data: { head } })
    return places.length
  })
}

async function recordExpired(
  database: Database,
  { nodeId, before, rows }: Parameters<EventStore['expire']>[0],
): Promise<boolean> {
  if (!(await isAnyExpired(database, before))) return false
  return database.write(async (tx) => {
    const lease = await lockLease(tx, nodeId)
    if (lease === undefined || lease.expiredUpTo >= before) return false
    // Rows of one time stay together, so that the next step begins after all of them.
    const [last] = await tx.prisma.$queryRaw<{ expiresAt: number | bigint }[]>`
      SELECT n."expiresAt" FROM "Notification" n WHERE n."expiresAt" > ${lease.expiredUpTo} AND n."expiresAt" < ${before}
      ORDER BY n."expiresAt" LIMIT 1 OFFSET ${rows - 1}`
    const upTo = last === undefined ? before - 1 : Number(last.expiresAt)
    const found = await selectForEvents(
      tx,
      Prisma.sql`n."expiresAt" > ${lease.expiredUpTo} AND n."expiresAt" <= ${upTo} AND n."acked" < n."recipients"
        AND n."cancelledAt" IS NULL AND n."replacedAt" IS NULL ORDER BY n."expiresAt", n."id"`,
    )
    const wanted = found.filter(({ applicationName }) => database.interests.has(applicationName))
    await recordEvents(
      tx,
      wanted.map((row) =>
        notificationEvent('notification.expired', { token: row, row, at: Number(row.expiresAt) }),
      ),
    )
    await tx.prisma.eventLease.update({ where: { id: LEASE }, data: { expiredUpTo: upTo } })
    return last !== undefined
  })
}

/** Without a transaction, because most looks find nothing. */
async function isAnyExpired(database: Database, before: number): Promise<boolean> {
  const found = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<unknown[]>`
      SELECT 1 AS "any" FROM "EventLease" l WHERE l."id" = ${LEASE} AND EXISTS (
        SELECT 1 FROM "Notification" n WHERE n."expiresAt" > l."expiredUpTo" AND n."expiresAt" < ${before})`,
  )
  return found.length > 0
}

async function readEvents(
  database: Database,
  { after, rows }: Parameters<EventStore['read']>[0],
): Promise<StoredEvent[]> {
  const read = await database.read(({ prisma }) =>
    prisma.event.findMany({ where: { position: { gt: after } }, orderBy: { position: 'asc' }, take: rows }),
  )
  return read.flatMap(toEvent)
}

async function findEvent(database: Database, eventId: string): Promise<StoredEvent | undefined> {
  const row = await database.read(({ prisma }) => prisma.event.findUnique({ where: { eventId } }))
  return row === null ? undefined : toEvent(row)[0]
}

/** A newer version may have written types that this one does not know. */
function toEvent({ position, eventId, type, at, applicationName, data }: EventModel): StoredEvent[] {
  const known = eventTypeSchema.safeParse(type)
  if (!known.success || position === null) return []
  return [
    ...[{ position: Number(position), eventId, type: known.data, at: Number(at), applicationName, data }],
  ]
}

async function readRange(database: Database): Promise<{ first: number; last: number }> {
  return database.read(async ({ prisma }) => {
    const lease = await prisma.eventLease.findUnique({ where: { id: LEASE }, select: { head: true } })
    const { _min } = await prisma.event.aggregate({ _min: { position: true } })
    const last = Number(lease?.head ?? 0)
    return { first: Number(_min.position ?? last + 1), last }
  })
}
