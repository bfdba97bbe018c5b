import { LABELS, type Label, LIMITS } from '#protocol'
import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { ExportedNotification } from '#server/core/dashboard/export-notifications.ts'

type ExportFormat = {
  contentType: string
  extension: string
  head: (payload: boolean) => string
  line: (row: ExportedNotification) => string
  /** The last line of an export that was cut. */
  cut: string
}

type Read = (row: ExportedNotification) => string | number | undefined
/** The fields of a row that are one cell. The export is of stored values, and `expired` is the sum of other cells. */
type CellField = Exclude<
  {
    [Name in keyof NotificationListRow]-?: NotificationListRow[Name] extends string | number | undefined
      ? Name
      : never
  }[keyof NotificationListRow],
  'p95Ms' | 'expired' | 'title'
>

const LABEL_COLUMNS = Object.fromEntries(
  LABELS.map((name) => [name, (row: ExportedNotification) => row[name]]),
) as Record<Label, Read>

const COLUMNS = Object.entries<Read>({
  id: (row) => row.id,
  acceptedAt: (row) => row.acceptedAt,
  expiresAt: (row) => row.expiresAt,
  applicationName: (row) => row.applicationName,
  tokenFingerprint: (row) => row.token.fingerprint,
  tokenKind: (row) => row.token.kind,
  serverApplication: (row) => row.serverApplication,
  ttlSeconds: (row) => row.ttlSeconds,
  urgency: (row) => row.urgency,
  ...LABEL_COLUMNS,
  state: (row) => row.state,
  recipients: (row) => row.recipients,
  acked: (row) => row.acked,
  pending: (row) => row.pending,
  expiredByTtl: (row) => row.expiredBy.ttl,
  cancelled: (row) => row.expiredBy.cancelled,
  replaced: (row) => row.expiredBy.replaced,
  revoked: (row) => row.revoked,
  erasedAt: (row) => row.erasedAt,
} satisfies Record<CellField, Read> & Record<string, Read>)

/** A spreadsheet runs a cell that begins like this as a formula. Text from senders must stay text. */
const FORMULA = /^[=+\-@\t\r\n]/

export const NDJSON = { contentType: 'application/x-ndjson; charset=utf-8', extension: 'ndjson' } as const
export const CSV = { contentType: 'text/csv; charset=utf-8; header=present', extension: 'csv' } as const

export const EXPORT_FORMATS = {
  ndjson: {
    ...NDJSON,
    head: () => '',
    line: (row) => `${JSON.stringify(row)}\n`,
    cut: `${JSON.stringify({ cut: `after ${LIMITS.exportRows} rows` })}\n`,
  },
  csv: {
    ...CSV,
    head: (payload) => toCsvLine([...COLUMNS.map(([name]) => name), ...(payload ? ['payload'] : [])]),
    line: (row) =>
      toCsvLine([
        ...COLUMNS.map(([, read]) => read(row) ?? ''),
        ...(row.payload === undefined ? [] : [row.payload]),
      ]),
    cut: toCsvLine([`cut after ${LIMITS.exportRows} rows`]),
  },
} as const satisfies Record<string, ExportFormat>

/** Returns a line by RFC 4180, without formulas. */
export function toCsvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`
}

function toCell(cell: string | number): string {
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
