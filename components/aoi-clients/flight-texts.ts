import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

export const flightTexts = defineTexts({
  en: {
    title: 'Flight recorder',
    lead: 'The connections of this AOI Client and its notifications, on one time axis.',
    window: 'Time range',
    hour: 'Hour',
    day: 'Day',
    week: 'Week',
    connected: 'Connections',
    deliveries: 'Deliveries',
    now: 'now',
    chart: (connections: number, deliveries: number) =>
      `${en(connections, 'connection', 'connections')} and ${en(deliveries, 'delivery', 'deliveries')}; the tables below show the same data`,
    kept: (count: number, time: string) =>
      `The server keeps ${en(count, 'connection', 'connections')} for ${time}, also across restarts.`,
    nothing:
      'There is nothing in this time range: the AOI Client was not connected, and its tokens got no notification.',
    cut: (count: number) => `The list shows only the newest: ${en(count, 'delivery', 'deliveries')}.`,
    from: 'From',
    to: 'Until',
    ended: 'Closed',
    lasts: 'still connected',
    notRecorded: 'not recorded: the node was killed',
    roundTrip: 'Round trip',
    byItself: 'by the AOI Client or the network',
    byServer: (code: string) => `by the server, ${code}`,
    notification: 'Notification',
    accepted: 'Accepted',
    outcome: 'Outcome',
    timeToAck: 'Time to ack',
    acked: 'acked',
    pending: 'pending',
    expired: 'expired',
    cancelled: 'cancelled',
    replaced: 'replaced',
    revoked: 'revoked',
    reading: 'Loading…',
    failed: 'The flight recorder could not be loaded',
  },
  de: {
    title: 'Flugschreiber',
    lead: 'Die Verbindungen dieses AOI Clients und seine Benachrichtigungen auf einer Zeitachse.',
    window: 'Zeitraum',
    hour: 'Stunde',
    day: 'Tag',
    week: 'Woche',
    connected: 'Verbindungen',
    deliveries: 'Zustellungen',
    now: 'jetzt',
    chart: (connections: number, deliveries: number) =>
      `${de(connections, 'Verbindung', 'Verbindungen')} und ${de(deliveries, 'Zustellung', 'Zustellungen')}; die Tabellen darunter zeigen dieselben Daten`,
    kept: (count: number, time: string) =>
      `Der Server behält ${de(count, 'Verbindung', 'Verbindungen')} für ${time}, auch über Neustarts hinweg.`,
    nothing:
      'In diesem Zeitraum gibt es nichts: Der AOI Client war nicht verbunden, und seine Tokens erhielten keine Benachrichtigung.',
    cut: (count: number) => `Die Liste zeigt nur die neuesten: ${de(count, 'Zustellung', 'Zustellungen')}.`,
    from: 'Von',
    to: 'Bis',
    ended: 'Geschlossen',
    lasts: 'noch verbunden',
    notRecorded: 'nicht erfasst: Der Knoten wurde abgebrochen',
    roundTrip: 'Umlaufzeit',
    byItself: 'durch den AOI Client oder das Netz',
    byServer: (code: string) => `durch den Server, ${code}`,
    notification: 'Benachrichtigung',
    accepted: 'Angenommen',
    outcome: 'Ergebnis',
    timeToAck: 'Zeit bis zur Bestätigung',
    acked: 'bestätigt',
    pending: 'ausstehend',
    expired: 'abgelaufen',
    cancelled: 'zurückgezogen',
    replaced: 'ersetzt',
    revoked: 'widerrufen',
    reading: 'Wird geladen …',
    failed: 'Der Flugschreiber konnte nicht geladen werden',
  },
})
export type FlightTexts = (typeof flightTexts)['en']
