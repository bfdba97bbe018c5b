import { LABELS, type Label, type Labels } from '#protocol'
import type { AppendRequest } from '#server/core/store.ts'
import type { RawTransaction } from '../connection/database.ts'
import type { ColumnType } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import { LOG_TYPES } from './notification-row.ts'

/** A notification that the group commit stores for its time of delivery, outside of the log. */
export type NewScheduledRow = {
  id: string
  tokenId: number
  payload: string
  urgency: string
  traceparent: string | undefined
  ttlSeconds: number
  acceptedAt: number
  deliverAt: number
  serverApplicationId: string
  apiKeyId: string | undefined
} & Labels

const COLUMNS: Readonly<Record<string, ColumnType>> = {
  id: 'text',
  tokenId: 'integer',
  payload: 'text',
  urgency: 'text',
  traceparent: 'text',
  ttlSeconds: 'integer',
  acceptedAt: 'bigint',
  deliverAt: 'bigint',
  serverApplicationId: 'text',
  apiKeyId: 'text',
  ...Object.fromEntries(LABELS.map((label) => [label, LOG_TYPES[label]])),
} satisfies Record<Exclude<keyof NewScheduledRow, Label>, ColumnType>
const NAMES = Object.keys(COLUMNS)
const INSERTED = Prisma.raw(NAMES.map((name) => `"${name}"`).join(', '))
const VALUES = Prisma.raw(NAMES.map((name) => `r."${name}"`).join(', '))

export function insertScheduledRows(tx: RawTransaction, rows: readonly NewScheduledRow[]): void {
  if (rows.length === 0) return
  tx.send`
    INSERT INTO "ScheduledNotification" (${INSERTED}, "dueAt")
    SELECT ${VALUES}, r."deliverAt" FROM ${tx.dialect.rows(COLUMNS, rows)}`
}

/**
 * Takes the rows of due notifications, so that this transaction alone moves them into the log. Returns the ids of those
 * that still waited: a sender may have cancelled one, or another node may have moved it.
 */
export async function takeDueRows(
  tx: RawTransaction,
  requests: readonly AppendRequest[],
): Promise<ReadonlySet<string>> {
  const due = requests.filter((request) => 'isDue' in request)
  const ids = due.flatMap((request) => request.notifications.map(({ id }) => ({ id })))
  if (ids.length === 0) return NONE
  const taken = await tx.prisma.$queryRaw<{ id: string }[]>`
    DELETE FROM "ScheduledNotification" WHERE "dueAt" IS NOT NULL
      AND "id" IN (SELECT r."id" FROM ${tx.dialect.rows({ id: 'text' }, ids)}) RETURNING "id"`
  return new Set(taken.map(({ id }) => id))
}

const NONE: ReadonlySet<string> = new Set()
