import type { LogEntry, LogRange } from '#server/core/store.ts'
import type { Database, RawConnection } from '../connection/database.ts'
import { type LogRead, READ_COLUMNS, toEntry } from './notification-row.ts'

const RANGES = { tokenId: 'integer', afterSeq: 'bigint', upToSeq: 'bigint' } as const

/** `Store.readLog`. It reads pages of the log for catch-up, all in one statement. */
export async function readLog(database: Database, ranges: readonly LogRange[]): Promise<LogEntry[]> {
  const wanted = mergeRanges(ranges)
  if (wanted.length === 0) return []
  return database.readRaw(async (connection) => {
    const found = await selectLog(connection, wanted)
    const entries: LogEntry[] = []
    for (const row of found) {
      const entry = toEntry(row, stateOf(row))
      entries.push(row.resendOf === null ? entry : { ...entry, meantFor: await selectMeant(connection, row) })
    }
    return entries
  })
}

/** `CROSS JOIN` keeps SQLite from walking the log and looking for ranges. */
function selectLog(connection: RawConnection, ranges: readonly LogRange[]): Promise<LogRead[]> {
  return connection.prisma.$queryRaw<LogRead[]>`
    SELECT t."clientAppToken", ${READ_COLUMNS}
    FROM ${connection.dialect.rows(RANGES, ranges)}
    CROSS JOIN "Notification" n JOIN "ClientAppToken" t ON t."id" = n."tokenId"
    WHERE n."tokenId" = r."tokenId" AND n."seq" > r."afterSeq" AND n."seq" <= r."upToSeq"
    ORDER BY n."tokenId", n."seq"`
}

/**
 * Returns the registrations that a notification sent again is meant for. A log has few such notifications, so each has
 * a statement of its own.
 */
async function selectMeant({ prisma }: RawConnection, { tokenId, seq }: LogRead): Promise<Set<number>> {
  const found = await prisma.$queryRaw<{ registrationId: number }[]>`
    SELECT "registrationId" FROM "Recipient" WHERE "tokenId" = ${tokenId} AND "seq" = ${seq}`
  return new Set(found.map(({ registrationId }) => registrationId))
}

/** Merges the ranges of a token that overlap, so that no row comes twice. */
export function mergeRanges(ranges: readonly LogRange[]): LogRange[] {
  const merged: LogRange[] = []
  const ordered = ranges
    .filter((range) => range.upToSeq > range.afterSeq)
    .sort((a, b) => a.tokenId - b.tokenId || a.afterSeq - b.afterSeq)
  for (const range of ordered) {
    const last = merged.at(-1)
    if (last?.tokenId === range.tokenId && range.afterSeq <= last.upToSeq) {
      last.upToSeq = Math.max(last.upToSeq, range.upToSeq)
    } else {
      merged.push({ ...range })
    }
  }
  return merged
}

function stateOf(row: LogRead): LogEntry['state'] {
  if (row.cancelledAt !== null) return 'cancelled'
  return row.replacedAt === null ? 'live' : 'replaced'
}
