import { LIMITS } from '#protocol'
import { atOnce, type Turn } from '#server/core/pacer.ts'
import { chainWaitingRows, hasWaitingRows } from '../audit/record-audit.ts'
import { sweepAudit } from '../audit/sweep-audit.ts'
import type { Connection, Database } from '../connection/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { lockTokensById } from '../registrations/token-statements.ts'
import { sweepRollups } from '../statistics/sweep-rollups.ts'
import { type Kept, keepNewest } from '../storage-use/keep-newest.ts'
import { removeNotifications } from '../storage-use/storage-use.ts'
import { fillApplicationKeys, hasRowsWithoutKey } from './fill-application-keys.ts'
import { keptSince } from './outcome-statements.ts'

type Step = { now: number; rows: number }

const KEPT: readonly Kept[] = [
  { table: 'Event', place: 'position', seconds: LIMITS.eventsKeptSeconds, rows: LIMITS.eventsKept },
  {
    ...{ table: 'FlightConnection', place: 'id' },
    ...{ seconds: LIMITS.flightKeptSeconds, rows: LIMITS.flightConnectionsKept },
  },
]

/**
 * Returns the time before which an ended registration is no longer needed: every notification that it could have got is
 * removed by then.
 */
function endedBefore({ retention }: Database, now: number): number {
  return now - (LIMITS.ttlSecondsMax + retention.notificationSeconds) * 1000
}

/**
 * Does one bounded step of each kind of housekeeping that has something to do. Each has a turn and a transaction of its
 * own. A kind with nothing to do costs one look into an index, and no transaction.
 */
export async function sweep(
  database: Database,
  { turn = atOnce, now, rows }: Step & { turn?: Turn },
): Promise<number> {
  let removed = 0
  for (const { table, column, before } of expiries(database, now)) {
    if (!(await isDue(database, { table, column, before }))) continue
    if (table === 'AuditEvent') {
      removed += await turn(() => sweepAudit(database, { before, rows }))
      continue
    }
    if (table === 'Notification')
      removed += await turn(() => database.write((tx) => removeRecipients(tx, { before, rows })))
    removed += await turn(() =>
      database.write((tx) =>
        table === 'Notification'
          ? removeNotifications(tx, oldestWithoutRecipients({ before, rows }))
          : removeOldest(tx, { table, column, before, rows }),
      ),
    )
  }
  for (const kept of KEPT) removed += await keepNewest(database, kept, { turn, now, rows })
  removed += await sweepRollups(database, { turn, now, rows })
  if (await hasWaitingRows(database)) removed += await turn(() => chainWaitingRows(database, rows))
  if (await hasRowsWithoutKey(database)) removed += await turn(() => fillApplicationKeys(database, rows))
  const before = emptyBefore(database, now)
  if (!(await isDue(database, { table: 'ClientAppToken', column: 'emptySince', before }))) return removed
  return removed + (await turn(() => database.write((tx) => removeEmptyTokens(tx, { before, rows }))))
}

type Due = {
  table: Removal['table'] | 'Notification' | 'AuditEvent' | 'ClientAppToken'
  column: Removal['column'] | 'emptySince'
  before: number
}

async function isDue(database: Database, { table, column, before }: Due): Promise<boolean> {
  const [name, by] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)]
  const found = await database.readRaw(
    ({ prisma }) =>
      prisma.$queryRaw<unknown[]>`SELECT 1 AS "due" FROM ${name} WHERE ${by} <= ${before} LIMIT 1`,
  )
  return found.length > 0
}

/** Rows that are removed by the clock alone, in an order that never leaves a reference to a removed row. */
function expiries(database: Database, now: number) {
  const { retention } = database
  const ended = endedBefore(database, now)
  return [
    { table: 'AckRecord', column: 'expiresAt', before: keptSince(database, now) },
    { table: 'Notification', column: 'expiresAt', before: keptSince(database, now) },
    {
      table: 'ScheduledNotification',
      column: 'cancelledAt',
      before: now - retention.notificationSeconds * 1000,
    },
    { table: 'Registration', column: 'endedAt', before: ended },
    { table: 'IdempotencyKey', column: 'expiresAt', before: now },
    { table: 'TokenProofNonce', column: 'expiresAt', before: now },
    { table: 'RegistrationRefusal', column: 'at', before: now - retention.refusalSeconds * 1000 },
    { table: 'AuditEvent', column: 'at', before: now - retention.auditSeconds * 1000 },
    { table: 'Finding', column: 'resolvedAt', before: now - LIMITS.findingsKeptSeconds * 1000 },
    { table: 'AoiClient', column: 'endedAt', before: ended },
  ] as const
}

const KEYS = {
  Recipient: '"tokenId", "seq", "registrationId"',
  AckRecord: '"id"',
  Registration: '"id"',
  ScheduledNotification: '"id"',
  IdempotencyKey: '"serverApplicationId", "key"',
  TokenProofNonce: '"nonceHash"',
  RegistrationRefusal: '"id"',
  Finding: '"id"',
  AoiClient: '"id"',
} as const

type Removal = {
  table: Exclude<keyof typeof KEYS, 'Recipient' | 'Notification'>
  column: 'expiresAt' | 'endedAt' | 'cancelledAt' | 'resolvedAt' | 'at'
  before: number
  rows: number
}

/**
 * Removes the named recipients of the notifications that are removed next: a row goes before the one that it refers to.
 */
function removeRecipients(
  tx: Connection,
  { before, rows }: { before: number; rows: number },
): Promise<number> {
  return tx.prisma.$executeRaw`
    DELETE FROM "Recipient" WHERE ("tokenId", "seq", "registrationId") IN
      (SELECT p."tokenId", p."seq", p."registrationId"
        FROM (SELECT "tokenId", "seq" FROM "Notification" WHERE "expiresAt" <= ${before}
          ORDER BY "expiresAt" LIMIT ${rows}) n
        CROSS JOIN "Recipient" p WHERE p."tokenId" = n."tokenId" AND p."seq" = n."seq" LIMIT ${rows})`
}

/** Condition: the notification has no named recipients left. It may not be removed before them. */
const WITHOUT_RECIPIENTS = Prisma.sql`NOT EXISTS (SELECT 1 FROM "Recipient" p
  WHERE p."tokenId" = "Notification"."tokenId" AND p."seq" = "Notification"."seq")`

/** Conditions for removing a row of the table: the rows that refer to it are gone. */
const FREE: Partial<Record<keyof typeof KEYS, Prisma.Sql>> = {
  AoiClient: Prisma.sql`AND NOT EXISTS (SELECT 1 FROM "Registration" g WHERE g."aoiClientId" = "AoiClient"."id")`,
}

function oldestWithoutRecipients({ before, rows }: { before: number; rows: number }): Prisma.Sql {
  return Prisma.sql`"expiresAt" <= ${before} AND ${WITHOUT_RECIPIENTS} ORDER BY "expiresAt" LIMIT ${rows}`
}

/** Prisma has no DELETE with a limit. */
function removeOldest(tx: Connection, { table, column, before, rows }: Removal): Promise<number> {
  const key = Prisma.raw(KEYS[table])
  const name = Prisma.raw(`"${table}"`)
  const by = Prisma.raw(`"${column}"`)
  const free = FREE[table] ?? Prisma.empty
  return tx.prisma.$executeRaw`
    DELETE FROM ${name} WHERE (${key}) IN
      (SELECT ${key} FROM ${name} WHERE ${by} <= ${before} ${free} ORDER BY ${by} LIMIT ${rows})`
}

function emptyBefore({ retention }: Database, now: number): number {
  return now - retention.emptyTokenSeconds * 1000
}

/**
 * Removes tokens that have had no members for long enough, and for which no notification waits for its time. Their rows
 * go first, in bounded portions: recipients, notifications, ack records and registrations, then the token.
 */
async function removeEmptyTokens(
  tx: Connection,
  { before, rows }: { before: number; rows: number },
): Promise<number> {
  const empty = await tx.prisma.clientAppToken.findMany({
    where: { emptySince: { lte: before }, scheduled: { none: { dueAt: { not: null } } } },
    orderBy: { emptySince: 'asc' },
    take: rows,
    select: { id: true },
  })
  if (empty.length === 0) return 0
  // Locks the tokens and reads them again, because another node may have registered a member or scheduled since.
  const locked = await lockTokensById(
    tx,
    empty.map((token) => token.id),
  )
  const awaited = await findAwaited(tx, locked)
  const tokens = locked.filter((token) => token.memberCount === 0 && !awaited.has(token.tokenId))
  const ids = tokens.map((token) => ({ id: token.tokenId }))
  let removed = 0
  for (const table of [
    'Recipient',
    'Notification',
    'ScheduledNotification',
    'AckRecord',
    'Registration',
  ] as const) {
    if (removed >= rows) return removed
    const portion = { ids, rows: rows - removed }
    removed +=
      table === 'Notification'
        ? await removeNotifications(tx, ofTokens(tx, portion))
        : await removeOfTokens(tx, { table, ...portion })
  }
  return removed >= rows ? removed : removed + (await removeTokens(tx, ids))
}

/** Returns the tokens for which a notification waits for its time. */
async function findAwaited(
  tx: Connection,
  tokens: readonly { tokenId: number }[],
): Promise<ReadonlySet<number>> {
  const found = await tx.prisma.scheduledNotification.findMany({
    where: { tokenId: { in: tokens.map(({ tokenId }) => tokenId) }, dueAt: { not: null } },
    distinct: ['tokenId'],
    select: { tokenId: true },
  })
  return new Set(found.map(({ tokenId }) => tokenId))
}

type Portion = { ids: readonly { id: number }[]; rows: number }

function ofTokens(tx: Connection, { ids, rows }: Portion): Prisma.Sql {
  return Prisma.sql`"tokenId" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'integer' }, ids)}) LIMIT ${rows}`
}

function removeOfTokens(
  tx: Connection,
  {
    table,
    ...portion
  }: Portion & { table: 'Recipient' | 'ScheduledNotification' | 'AckRecord' | 'Registration' },
): Promise<number> {
  const key = Prisma.raw(KEYS[table])
  const name = Prisma.raw(`"${table}"`)
  return tx.prisma.$executeRaw`
    DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE ${ofTokens(tx, portion)})`
}

function removeTokens(tx: Connection, ids: readonly { id: number }[]): Promise<number> {
  return tx.prisma.$executeRaw`
    DELETE FROM "ClientAppToken" WHERE "id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'integer' }, ids)})`
}
