import type { NotificationListRow } from '#protocol/dashboard/lists/notifications.ts'
import type { GridColumn } from '../grid/columns.ts'
import { tokenColumn } from '../grid/token-column.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { Length, Seconds } from '../ui/count.tsx'
import { Dotted } from '../ui/dotted.tsx'
import { Age } from '../ui/moment.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { describeExpiry, describeOutcome, type OutcomeCounts, outcomeTexts } from './outcome.ts'
import { OutcomeBar } from './outcome-bar.tsx'
import type { texts } from './texts.ts'

type Row = NotificationListRow
type ColumnParts = { readAt: string; copyCurl?: ((row: Row) => void) | undefined; hasTitles?: boolean }

/** The columns of every list of notifications. */
export function notificationColumns(
  t: (typeof texts)['en'],
  { readAt, copyCurl, hasTitles = false }: ColumnParts,
): GridColumn<Row>[] {
  return [
    {
      id: 'application',
      header: t.application,
      cell: (row) => <Dotted>{row.applicationName}</Dotted>,
      text: (row) => row.applicationName,
      filter: 'applicationName',
      ...(copyCurl === undefined
        ? {}
        : { items: (row: Row) => [{ label: t.copyCurl, run: () => copyCurl(row) }] }),
    },
    ...(hasTitles ? [titleColumn(t)] : []),
    {
      id: 'accepted',
      header: t.accepted,
      cell: (row) => <Age at={row.acceptedAt} now={row.acceptedAt > readAt ? row.acceptedAt : readAt} />,
      text: (row) => row.acceptedAt,
      filter: 'acceptedTo',
      sort: { up: 'oldest' },
      width: 'w-32',
    },
    tokenColumn(t.token, 'm'),
    {
      id: 'outcome',
      header: t.outcome,
      cell: (row) => <Outcome counts={countsOf(row)} />,
      width: 'w-56',
    },
    {
      id: 'state',
      header: t.state,
      cell: (row) => t[row.state],
      text: (row) => t[row.state],
      filter: 'state',
      filterValue: (row) => row.state,
      width: 'w-28',
    },
    ...figureColumns(t, hasTitles),
  ]
}

/** The title of the payload, which only some roles may read. */
function titleColumn(t: (typeof texts)['en']): GridColumn<Row> {
  return {
    id: 'title',
    header: t.titleOfPayload,
    cell: (row) => <PlainText className="line-clamp-2">{row.title ?? '–'}</PlainText>,
    text: (row) => row.title,
    room: 'xl',
    width: 'w-52',
  }
}

/** The columns that only wide windows show. */
function figureColumns(t: (typeof texts)['en'], hasTitles: boolean): GridColumn<Row>[] {
  return [
    {
      id: 'p95',
      header: t.p95,
      cell: (row) => <Length of={row.p95Ms} />,
      align: 'end',
      room: hasTitles ? 'xxl' : 'l',
      width: 'w-22',
    },
    {
      id: 'ttl',
      header: t.ttl,
      cell: (row) => <Seconds of={row.ttlSeconds} />,
      align: 'end',
      room: hasTitles ? '3xl' : 'xl',
      width: 'w-22',
    },
    {
      id: 'sender',
      header: t.sender,
      cell: (row) => <PlainText>{row.serverApplication}</PlainText>,
      text: (row) => row.serverApplication,
      room: hasTitles ? '4xl' : 'xxl',
      width: 'w-32',
    },
  ]
}

function Outcome({ counts }: { counts: OutcomeCounts }) {
  const says = { t: useTexts(outcomeTexts), format: useFormat() }
  const expiry = describeExpiry(counts, says)
  return (
    <>
      <OutcomeBar counts={counts} />
      <span className="mt-0.5 block text-small tabular-nums">
        {describeOutcome(counts, says)}
        {expiry === '' ? null : <span className="text-muted"> ({expiry})</span>}
      </span>
    </>
  )
}

/** Counts revoked recipients as expired on the bar: neither will ever get the notification. */
function countsOf(row: Row): OutcomeCounts {
  const { recipients, acked, pending, revoked } = row
  return {
    recipients,
    acked,
    pending,
    expired: row.expired + revoked,
    expiredBy: { ...row.expiredBy, revoked },
  }
}
