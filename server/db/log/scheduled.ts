import { z } from 'zod'
import { type Label, labelsOf, urgencySchema } from '#protocol'
import type {
  DueNotification,
  ScheduledRow,
  ScheduledWhere,
  ScheduleStore,
  WaitingName,
  WaitingRow,
} from '#server/core/schedule/schedule-store.ts'
import type { Page, PageRequest } from '#server/core/store.ts'
import type { Database } from '../connection/database.ts'
import { decodeCursor, makePage, placeText, rowsToRead } from '../connection/paging.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { type Amount, giveBackUse } from '../storage-use/storage-use.ts'
import { labelColumns } from './notification-row.ts'
import type { Whole } from './outcomes.ts'

/** Opens the notifications that wait for their time. */
export function openSchedule(database: Database): ScheduleStore {
  return {
    findNextTime: () => findNextTime(database),
    listDue: (input) => listDue(database, input),
    find: (id) => findScheduled(database, id),
    list: (input) => listScheduled(database, input),
    listWaiting: (input) => listWaiting(database, input),
    nameWaiting: (ids) => nameWaiting(database, ids),
    changeTime: (input) => changeTime(database, input),
    cancel: (input) => cancelScheduled(database, input),
    takeLease: (input) => takeLease(database, input),
    leaveLease: (input) => leaveLease(database, input),
  }
}

/** The columns of the labels. */
const LABELS_OF_ROW = labelColumns('s')

async function findNextTime(database: Database): Promise<number | undefined> {
  const [first] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<{ dueAt: Whole }[]>`
      SELECT "dueAt" FROM "ScheduledNotification" WHERE "dueAt" IS NOT NULL ORDER BY "dueAt" LIMIT 1`,
  )
  return first && Number(first.dueAt)
}

type LabelRead = { [Name in Label]: unknown }
type DueRead = Omit<DueNotification, 'deliverAt' | 'urgency' | 'traceparent' | Label> &
  LabelRead & { urgency: string; traceparent: string | null; deliverAt: Whole }

async function listDue(
  database: Database,
  { now, rows }: Parameters<ScheduleStore['listDue']>[0],
): Promise<DueNotification[]> {
  const read = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<DueRead[]>`
      SELECT s."id", s."serverApplicationId", t."clientAppToken", s."payload", s."ttlSeconds", s."urgency",
        s."traceparent", s."deliverAt"${LABELS_OF_ROW}
      FROM ${WITH_TOKEN}
      WHERE s."dueAt" <= ${now} ORDER BY s."dueAt", s."id" LIMIT ${rows}`,
  )
  return read.map(
    ({ id, serverApplicationId, clientAppToken, payload, ttlSeconds, traceparent, ...row }) => ({
      ...{ id, serverApplicationId, clientAppToken, payload, ttlSeconds },
      urgency: urgencySchema.parse(row.urgency),
      deliverAt: Number(row.deliverAt),
      ...(traceparent !== null && { traceparent }),
      ...labelsOf(row),
    }),
  )
}

type ScheduledRead = Omit<ScheduledRow, 'acceptedAt' | 'deliverAt' | 'cancelledAt' | Label> &
  LabelRead & { acceptedAt: Whole; deliverAt: Whole; cancelledAt: Whole | null }

const ROW_COLUMNS = Prisma.sql`s."id", s."tokenId", t."clientAppToken", t."applicationName", s."serverApplicationId",
  s."ttlSeconds", s."acceptedAt", s."deliverAt", s."cancelledAt"${LABELS_OF_ROW}`
const WITH_TOKEN = Prisma.sql`"ScheduledNotification" s JOIN "ClientAppToken" t ON t."id" = s."tokenId"`
const SELECT_ROW = Prisma.sql`SELECT ${ROW_COLUMNS} FROM ${WITH_TOKEN}`

async function findScheduled(database: Database, id: string): Promise<ScheduledRow | undefined> {
  const [row] = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<ScheduledRead[]>`${SELECT_ROW} WHERE s."id" = ${id}`,
  )
  return row && toRow(row)
}

const duePlace = z.tuple([z.int(), placeText])

async function listScheduled(
  database: Database,
  { where, ...page }: PageRequest & { where: ScheduledWhere },
): Promise<Page<ScheduledRow>> {
  const read = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<ScheduledRead[]>`${SELECT_ROW} ${partOf(where, page)}`,
  )
  return makePage(page, { read, row: toRow, place: placeOf })
}

/** The rows of a page, in the order of their times. */
function partOf(where: ScheduledWhere, page: PageRequest): Prisma.Sql {
  const place = decodeCursor(page.cursor, duePlace)
  const after =
    place === undefined
      ? Prisma.empty
      : Prisma.sql`AND (s."deliverAt", s."id") > (CAST(${place[0]} AS BIGINT), ${place[1]})`
  return Prisma.sql`
    WHERE ${conditionOf(where)} ${after} ORDER BY s."deliverAt", s."id" LIMIT ${rowsToRead(page)}`
}

function placeOf({ deliverAt, id }: Pick<ScheduledRead, 'deliverAt' | 'id'>): [number, string] {
  return [Number(deliverAt), id]
}

type WaitingRead = ScheduledRead & { serverApplicationName: string | null; urgency: string; payload: string }

async function listWaiting(
  database: Database,
  { where, ...page }: PageRequest & { where: ScheduledWhere },
): Promise<Page<WaitingRow>> {
  const read = await database.readRaw(
    ({ prisma }) => prisma.$queryRaw<WaitingRead[]>`
      SELECT ${ROW_COLUMNS}, s."urgency", s."payload", a."name" AS "serverApplicationName"
      FROM ${WITH_TOKEN} LEFT JOIN "ServerApplication" a ON a."id" = s."serverApplicationId"
      ${partOf({ ...where, isWaiting: true }, page)}`,
  )
  return makePage(page, { read, row: toWaitingRow, place: placeOf })
}

function toWaitingRow(read: WaitingRead): WaitingRow {
  const { payload, serverApplicationName, serverApplicationId } = read
  return {
    ...toRow(read),
    ...{ payload, serverApplicationName: serverApplicationName ?? serverApplicationId },
    urgency: urgencySchema.parse(read.urgency),
  }
}

async function nameWaiting(database: Database, ids: readonly string[]): Promise<WaitingName[]> {
  if (ids.length === 0) return []
  return database.readRaw(
    ({ prisma }) => prisma.$queryRaw<WaitingName[]>`
      SELECT s."id", t."clientAppToken", t."applicationName" FROM ${WITH_TOKEN}
      WHERE s."id" IN (${Prisma.join([...ids])}) AND s."dueAt" IS NOT NULL ORDER BY s."id"`,
  )
}

async function changeTime(
  database: Database,
  { id, deliverAt }: { id: string; deliverAt: number },
): Promise<boolean> {
  const changed = await database.write(
    ({ prisma }) => prisma.$executeRaw`
      UPDATE "ScheduledNotification"
      SET "deliverAt" = CAST(${deliverAt} AS BIGINT), "dueAt" = CAST(${deliverAt} AS BIGINT)
      WHERE "id" = ${id} AND "dueAt" IS NOT NULL`,
  )
  return changed > 0
}

function conditionOf(where: ScheduledWhere): Prisma.Sql {
  const { apiKeyId, serverApplicationId: sender, applicationName, tokenId, topic, from, to } = where
  const conditions = [Prisma.sql`true`]
  if (where.isWaiting === true) conditions.push(Prisma.sql`s."dueAt" IS NOT NULL`)
  if (apiKeyId !== undefined) conditions.push(Prisma.sql`s."apiKeyId" = ${apiKeyId}`)
  if (sender !== undefined) conditions.push(Prisma.sql`s."serverApplicationId" = ${sender}`)
  if (applicationName !== undefined) conditions.push(Prisma.sql`t."applicationName" = ${applicationName}`)
  if (tokenId !== undefined) conditions.push(Prisma.sql`s."tokenId" = ${tokenId}`)
  if (topic !== undefined) conditions.push(Prisma.sql`s."topic" = ${topic}`)
  if (from !== undefined) conditions.push(Prisma.sql`s."deliverAt" >= CAST(${from} AS BIGINT)`)
  if (to !== undefined) conditions.push(Prisma.sql`s."deliverAt" <= CAST(${to} AS BIGINT)`)
  return Prisma.join(conditions, ' AND ')
}

function toRow({ cancelledAt, ...row }: ScheduledRead): ScheduledRow {
  const { id, clientAppToken, applicationName, serverApplicationId, ttlSeconds } = row
  return {
    ...{ id, clientAppToken, applicationName, serverApplicationId, ttlSeconds },
    tokenId: Number(row.tokenId),
    acceptedAt: Number(row.acceptedAt),
    deliverAt: Number(row.deliverAt),
    ...labelsOf(row),
    ...(cancelledAt === null ? {} : { cancelledAt: Number(cancelledAt) }),
  }
}

type Waiting = { id: string; tokenId: number; serverApplicationId: string; bytes: Whole }

/** Locks the rows first. A row that meanwhile went into the log is gone, and is not cancelled here. */
async function cancelScheduled(
  database: Database,
  { ids, at, erases = false }: Parameters<ScheduleStore['cancel']>[0],
): Promise<string[]> {
  if (ids.length === 0) return []
  return database.writeRaw(async (tx) => {
    const waiting = await tx.prisma.$queryRaw<Waiting[]>`
      SELECT "id", "tokenId", "serverApplicationId", octet_length("payload") AS "bytes" FROM "ScheduledNotification"
      WHERE "id" IN (${Prisma.join([...ids])}) AND "dueAt" IS NOT NULL ORDER BY "id" ${tx.dialect.forUpdate}`
    if (waiting.length === 0) return []
    await tx.prisma.$executeRaw`
      UPDATE "ScheduledNotification" SET "cancelledAt" = CAST(${at} AS BIGINT), "dueAt" = NULL, "payload" = ''
      WHERE "id" IN (${Prisma.join(waiting.map(({ id }) => id))})`
    if (erases)
      await tx.prisma.$executeRaw`
        UPDATE "HookRequest" SET "body" = '' WHERE "notificationId" IN (${Prisma.join(waiting.map(({ id }) => id))})`
    await giveBackUse(tx, waiting.map(amountOf))
    return waiting.map(({ id }) => id)
  })
}

function amountOf({ tokenId, serverApplicationId, bytes }: Waiting): Amount {
  return { tokenId, serverApplicationId, senderNetwork: null, notifications: 1, bytes }
}

async function takeLease(
  database: Database,
  { name, holder, at, endsAt }: Parameters<ScheduleStore['takeLease']>[0],
): Promise<boolean> {
  const taken = await database.write(
    ({ prisma }) => prisma.$executeRaw`
      INSERT INTO "Lease" ("name", "holder", "endsAt") VALUES (${name}, ${holder}, CAST(${endsAt} AS BIGINT))
      ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "endsAt" = excluded."endsAt"
      WHERE "Lease"."holder" = excluded."holder" OR "Lease"."endsAt" <= CAST(${at} AS BIGINT)`,
  )
  return taken > 0
}

async function leaveLease(
  database: Database,
  { name, holder }: { name: string; holder: string },
): Promise<void> {
  await database.write(({ prisma }) => prisma.lease.deleteMany({ where: { name, holder } }))
}
