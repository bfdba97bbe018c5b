import { LIMITS } from '#protocol'
import type { Connection, Database } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { keptSince } from './outcome-statements.ts'
import { lockTokensById } from './token-statements.ts'

type Step = { now: number; rows: number }

/** How long after its end a registration may still be needed: until all it could have got is removed. */
const ENDED_KEPT_MS = (LIMITS.ttlSecondsMax + LIMITS.notificationKeptSeconds) * 1000

/** One bounded step each of all housekeeping, every one in a transaction of its own, so that delivery gets in between. */
export async function sweep(database: Database, step: Step): Promise<number> {
  const { now, rows } = step
  let removed = await database.write((tx) => removeRecipients(tx, step))
  for (const { table, column, before } of expiries(now)) {
    removed += await database.write((tx) => removeOldest(tx, { table, column, before, rows }))
  }
  return removed + (await database.write((tx) => removeEmptyTokens(tx, step)))
}

/** Rows that go by the clock alone, in an order in which nothing is left that refers to what is gone. */
function expiries(now: number) {
  return [
    { table: 'AckRecord', column: 'expiresAt', before: keptSince(now) },
    { table: 'Notification', column: 'expiresAt', before: keptSince(now) },
    { table: 'Registration', column: 'endedAt', before: now - ENDED_KEPT_MS },
    { table: 'IdempotencyKey', column: 'expiresAt', before: now },
    { table: 'TokenProofNonce', column: 'expiresAt', before: now },
    { table: 'RegistrationRefusal', column: 'at', before: now - LIMITS.refusalKeptSeconds * 1000 },
    { table: 'AuditEvent', column: 'at', before: now - LIMITS.auditKeptSeconds * 1000 },
    { table: 'AoiClient', column: 'endedAt', before: now - ENDED_KEPT_MS },
  ] as const
}

const KEYS = {
  Recipient: '"tokenId", "seq", "registrationId"',
  AckRecord: '"id"',
  Notification: '"tokenId", "seq"',
  Registration: '"id"',
  IdempotencyKey: '"serverApplicationId", "key"',
  TokenProofNonce: '"nonceHash"',
  RegistrationRefusal: '"id"',
  AuditEvent: '"id"',
  AoiClient: '"id"',
} as const

type Removal = {
  table: Exclude<keyof typeof KEYS, 'Recipient'>
  column: 'expiresAt' | 'endedAt' | 'at'
  before: number
  rows: number
}

/** The names on what was sent again, before the notification that they stand for. */
function removeRecipients(tx: Connection, { now, rows }: Step): Promise<number> {
  return tx.prisma.$executeRaw`
    DELETE FROM "Recipient" WHERE ("tokenId", "seq", "registrationId") IN
      (SELECT p."tokenId", p."seq", p."registrationId" FROM "Notification" n
        JOIN "Recipient" p ON p."tokenId" = n."tokenId" AND p."seq" = n."seq"
        WHERE n."expiresAt" <= ${keptSince(now)} AND n."resendOf" IS NOT NULL LIMIT ${rows})`
}

/** What has to be gone before a row of the table may go. */
const FREE: Partial<Record<keyof typeof KEYS, Prisma.Sql>> = {
  AoiClient: Prisma.sql`AND NOT EXISTS (SELECT 1 FROM "Registration" g WHERE g."aoiClientId" = "AoiClient"."id")`,
  Notification: Prisma.sql`AND NOT EXISTS (SELECT 1 FROM "Recipient" p
    WHERE p."tokenId" = "Notification"."tokenId" AND p."seq" = "Notification"."seq")`,
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

/**
 * Tokens without members go after their time, what hangs on them first and in bounded portions: notifications, then
 * ack records and registrations, then the token.
 */
async function removeEmptyTokens(tx: Connection, { now, rows }: Step): Promise<number> {
  const before = now - LIMITS.emptyTokenKeptSeconds * 1000
  const empty = await tx.prisma.clientAppToken.findMany({
    where: { emptySince: { lte: before } },
    orderBy: { emptySince: 'asc' },
    take: rows,
    select: { id: true },
  })
  if (empty.length === 0) return 0
  // Locked and read again: another node may have registered a member since.
  const tokens = (
    await lockTokensById(
      tx,
      empty.map((token) => token.id),
    )
  ).filter((token) => token.memberCount === 0)
  const ids = tokens.map((token) => ({ id: token.tokenId }))
  let removed = 0
  for (const table of ['Recipient', 'Notification', 'AckRecord', 'Registration'] as const) {
    if (removed >= rows) return removed
    removed += await removeOfTokens(tx, { table, ids, rows: rows - removed })
  }
  return removed >= rows ? removed : removed + (await removeTokens(tx, ids))
}

function removeOfTokens(
  tx: Connection,
  input: {
    table: 'Recipient' | 'Notification' | 'AckRecord' | 'Registration'
    ids: readonly { id: number }[]
    rows: number
  },
): Promise<number> {
  const key = Prisma.raw(KEYS[input.table])
  const name = Prisma.raw(`"${input.table}"`)
  const ids = tx.dialect.rows({ id: 'integer' }, input.ids)
  return tx.prisma.$executeRaw`
    DELETE FROM ${name} WHERE (${key}) IN
      (SELECT ${key} FROM ${name} WHERE "tokenId" IN (SELECT r."id" FROM ${ids}) LIMIT ${input.rows})`
}

function removeTokens(tx: Connection, ids: readonly { id: number }[]): Promise<number> {
  return tx.prisma.$executeRaw`
    DELETE FROM "ClientAppToken" WHERE "id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'integer' }, ids)})`
}
