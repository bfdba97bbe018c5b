import type { Flight } from '#protocol/dashboard/flight.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { TokenLink } from '../ui/cells.tsx'
import { PlainText } from '../ui/plain-text.tsx'
import { flightTexts } from './flight-texts.ts'

type Zone = 'local' | 'UTC'
const HEAD = 'py-1.5 pr-4 text-left font-normal text-muted'
const CELL = 'py-1.5 pr-4 align-top'

type ConnectionsProps = { connections: Flight['connections']; zone: Zone }

/** The connections, newest first. */
export function FlightConnections({ connections, zone }: ConnectionsProps) {
  const t = useTexts(flightTexts)
  const format = useFormat()
  return (
    <Table name={t.connected} headers={[t.from, t.to, t.ended, t.roundTrip]}>
      {[...connections].reverse().map(({ openedAt, closedAt, closingCode, isOpen, roundTripMs }) => (
        <tr key={openedAt}>
          <td className={CELL}>{format.moment(openedAt, zone)}</td>
          <td className={CELL}>{closedAt === undefined ? '' : format.moment(closedAt, zone)}</td>
          <td className={CELL}>
            {closedAt === undefined
              ? isOpen === true
                ? t.lasts
                : t.notRecorded
              : closingCode === undefined
                ? t.byItself
                : t.byServer(String(closingCode))}
          </td>
          <td className={`${CELL} tabular-nums`}>
            {roundTripMs === undefined ? '' : format.length(roundTripMs)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

type DeliveriesProps = { aoiClientId: string; deliveries: Flight['deliveries']; zone: Zone }

/** The notifications for the AOI Client, newest first. Each link opens the explanation for this AOI Client. */
export function FlightDeliveries({ aoiClientId, deliveries, zone }: DeliveriesProps) {
  const t = useTexts(flightTexts)
  const format = useFormat()
  return (
    <Table name={t.deliveries} headers={[t.notification, t.accepted, t.outcome, t.timeToAck]}>
      {deliveries.map(({ notificationId, applicationName, token, acceptedAt, outcome, timeToAckMs }) => (
        <tr key={notificationId}>
          {/* The two links wrap above one another on a phone: each is as high as a finger needs. */}
          <td className={`${CELL} [&_a]:inline-block [&_a]:min-h-6 [&_a]:leading-6`}>
            <a
              href={`/notifications/${notificationId}?why=${aoiClientId}`}
              className="text-accent underline underline-offset-2"
            >
              <PlainText>{applicationName}</PlainText>
            </a>{' '}
            <TokenLink {...token} />
          </td>
          <td className={CELL}>{format.moment(acceptedAt, zone)}</td>
          <td className={CELL}>{t[outcome]}</td>
          <td className={`${CELL} tabular-nums`}>
            {timeToAckMs === undefined ? '' : format.length(timeToAckMs)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

type TableProps = { name: string; headers: readonly string[]; children: React.ReactNode }

function Table({ name, headers, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section aria-label={name} tabIndex={0} className="max-h-80 min-w-0 overflow-auto">
      <table className="w-full text-small">
        <caption className="text-left font-medium">{name}</caption>
        <thead>
          <tr className="border-line border-b">
            {headers.map((header) => (
              <th key={header} scope="col" className={HEAD}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  )
}
