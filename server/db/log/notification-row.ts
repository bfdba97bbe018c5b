import { LABELS, type Urgency } from '#protocol'
import type { AppendRequest, LogEntry, NewNotification } from '#server/core/store.ts'
import { WEB_PUSH_SENDER } from '#server/core/web-push/sender-id.ts'
import type { ColumnType } from '../connection/dialect.ts'
import { Prisma } from '../generated/sqlite/client.ts'
import type { LockedToken } from '../registrations/token-statements.ts'
import type { Whole } from './outcomes.ts'

/**
 * The uses of a column. `append`: the group commit writes it. `network`: it does so only for senders without a
 * credential. `read`: catch-up reads it. Resend to missing writes a new value (`resend`), or the value of the original
 * (`copy`).
 */
type Use = 'append' | 'network' | 'read' | 'resend' | 'copy'
type Column = { type: ColumnType; isNullable?: true; uses: readonly Use[] }

/** The one list of the columns by which the log is written and read. The statements and types below come from it. */
const COLUMNS = {
  tokenId: { type: 'integer', uses: ['append', 'read', 'resend'] },
  seq: { type: 'bigint', uses: ['append', 'read', 'resend'] },
  id: { type: 'text', uses: ['append', 'read', 'resend'] },
  payload: { type: 'text', uses: ['append', 'read', 'copy'] },
  headers: { type: 'text', isNullable: true, uses: ['append', 'read', 'copy'] },
  // Not copied: the copy would replace notifications that other members still wait for.
  topic: { type: 'text', isNullable: true, uses: ['append', 'read'] },
  urgency: { type: 'text', uses: ['append', 'read', 'copy'] },
  traceparent: { type: 'text', isNullable: true, uses: ['append', 'read', 'copy'] },
  ttlSeconds: { type: 'integer', uses: ['append', 'resend'] },
  acceptedAt: { type: 'bigint', uses: ['append', 'read', 'resend'] },
  expiresAt: { type: 'bigint', uses: ['append', 'read', 'resend'] },
  cancelledAt: { type: 'bigint', isNullable: true, uses: ['read'] },
  replacedAt: { type: 'bigint', isNullable: true, uses: ['append', 'read'] },
  recipients: { type: 'integer', uses: ['append', 'resend'] },
  serverApplicationId: { type: 'text', uses: ['append', 'resend'] },
  applicationKey: { type: 'integer', uses: ['append', 'copy'] },
  resendOf: { type: 'text', isNullable: true, uses: ['read', 'resend'] },
  senderNetwork: { type: 'text', isNullable: true, uses: ['network'] },
} as const satisfies { [Name in keyof Prisma.NotificationUncheckedCreateInput]?: Column }

type Table = typeof COLUMNS
type UsedFor<For extends Use> = {
  [Name in keyof Table]: For extends Table[Name]['uses'][number] ? Name : never
}[keyof Table]
type Nullable<Name extends keyof Table, Null> = Table[Name] extends { isNullable: true } ? Null : never
type Written<Name extends keyof Table> =
  | (Table[Name]['type'] extends 'text' ? string : number)
  | Nullable<Name, undefined>
type Read<Name extends keyof Table> =
  | { text: string; integer: number; bigint: Whole }[Table[Name]['type']]
  | Nullable<Name, null>

/** One row of the log, as the group commit inserts it. */
export type NewLogRow = { [Name in UsedFor<'append' | 'network'>]: Written<Name> } & {
  clientAppToken: string
  urgency: Urgency
  state: LogEntry['state']
}
/** One row that a resend to missing inserts; the original gives the rest. */
export type ResendRow = { [Name in UsedFor<'resend'>]: Written<Name> }
/** One row of the log, as catch-up reads it, with the name of its token. */
export type LogRead = { [Name in UsedFor<'read'>]: Read<Name> } & { clientAppToken: string }

/** The columns that both rows have. */
type EntryRow = {
  [Name in Exclude<UsedFor<'append'> & UsedFor<'read'>, 'replacedAt'>]: Written<Name> | Read<Name>
} & { clientAppToken: string }

/** The type of each column. */
export const LOG_TYPES = Object.fromEntries(
  Object.entries(COLUMNS).map(([name, { type }]) => [name, type]),
) as { readonly [Name in keyof Table]: ColumnType }

/** The columns of an INSERT: their types for `Dialect.rows`, their names, and the values of the row `r`. */
export type Inserted = { types: Readonly<Record<string, ColumnType>>; names: Prisma.Sql; values: Prisma.Sql }

export const APPENDED = insertedBy(['append'])
/** Each column costs time for every row, and rows of API keys need no network. */
export const APPENDED_WITH_NETWORK = insertedBy(['append', 'network'])
/** `values` takes the copied columns from the original, `n`. */
export const RESENT = insertedBy(['resend', 'copy'])
/** The columns of `LogRead` that are in the row `n` of the log. */
export const READ_COLUMNS = Prisma.raw(namesFor(['read'], (name) => `n."${name}"`))

/** Returns the columns of all labels for the end of a SELECT list. They begin with a comma. */
export function labelColumns(table: 'n' | 's'): Prisma.Sql {
  return Prisma.raw(LABELS.map((label) => `, ${table}."${label}"`).join(''))
}

function listColumns(uses: readonly Use[]): [name: string, column: Column][] {
  return Object.entries<Column>(COLUMNS).filter(([, column]) => column.uses.some((use) => uses.includes(use)))
}

function namesFor(uses: readonly Use[], write: (name: string, column: Column) => string): string {
  return listColumns(uses)
    .map(([name, column]) => write(name, column))
    .join(', ')
}

function insertedBy(uses: readonly Use[]): Inserted {
  const given = listColumns(uses.filter((use) => use !== 'copy'))
  return {
    types: Object.fromEntries(given.map(([name, { type }]) => [name, type])),
    names: Prisma.raw(namesFor(uses, (name) => `"${name}"`)),
    values: Prisma.raw(
      namesFor(uses, (name) => (given.some(([one]) => one === name) ? `r."${name}"` : `n."${name}"`)),
    ),
  }
}

/** Makes the row of a notification that the group commit accepts. One literal, so that all rows have one shape. */
export function newLogRow(input: {
  notification: NewNotification
  request: AppendRequest
  token: LockedToken
  seq: number
  applicationKey: number
}): NewLogRow {
  const { notification, request, token } = input
  return {
    tokenId: token.tokenId,
    clientAppToken: token.clientAppToken,
    seq: input.seq,
    id: notification.id,
    payload: notification.payload,
    headers: notification.headers,
    topic: notification.topic,
    urgency: notification.urgency,
    traceparent: notification.traceparent,
    ttlSeconds: notification.ttlSeconds,
    acceptedAt: request.acceptedAt,
    expiresAt: expiryOf(notification, request.acceptedAt),
    replacedAt: undefined,
    state: 'live',
    recipients: token.memberCount,
    serverApplicationId: request.serverApplicationId,
    applicationKey: input.applicationKey,
    senderNetwork: request.serverApplicationId === WEB_PUSH_SENDER ? request.address : undefined,
  }
}

/**
 * The TTL of a scheduled notification counts from its time of delivery, so that a late one is not delivered when it is of
 * no use any more. TTL 0 counts from the moment at which it enters the log.
 */
function expiryOf({ deliverAt, ttlSeconds }: NewNotification, acceptedAt: number): number {
  if (deliverAt === undefined || ttlSeconds === 0) return acceptedAt + ttlSeconds * 1000
  return deliverAt + ttlSeconds * 1000
}

/** Makes the entry of a row that was inserted or read. One literal, so that all entries have one shape. */
export function toEntry(row: EntryRow, state: LogEntry['state']): LogEntry {
  return {
    tokenId: row.tokenId,
    clientAppToken: row.clientAppToken,
    seq: Number(row.seq),
    id: row.id,
    payload: row.payload,
    headers: row.headers ?? undefined,
    urgency: row.urgency as Urgency,
    acceptedAt: Number(row.acceptedAt),
    expiresAt: Number(row.expiresAt),
    traceparent: row.traceparent ?? undefined,
    state,
    topic: row.topic ?? undefined,
  }
}
