import type { ClientConditionName } from '#protocol/dashboard/client-conditions.ts'
import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** The parts of a sentence, written for the reader. `since` is missing where nobody knows it. */
export type ConditionParts = {
  since: string | undefined
  queue: number
  connections: number
  urgency: string
  pushHost: string
}
type Sentences = Record<ClientConditionName, (parts: ConditionParts) => string>

const ofEn = (count: number) => en(count, 'notification', 'notifications')
const ofDe = (count: number) => de(count, 'Benachrichtigung', 'Benachrichtigungen')
const sinceEn = ({ since }: ConditionParts) => (since === undefined ? '' : ` since ${since}`)
const sinceDe = ({ since }: ConditionParts) => (since === undefined ? '' : ` seit ${since}`)

const english: Sentences = {
  neverConnected: () => 'Never connected: it has registered, and no session of it has begun yet.',
  closedAsTooSlow: (parts) =>
    `Not connected${sinceEn(parts)}: the server closed its connection because it neither read nor acknowledged.`,
  closedAsFlooding: (parts) =>
    `Not connected${sinceEn(parts)}: the server closed its connection because it sent too many messages.`,
  closedByOtherSession: (parts) =>
    `Not connected${sinceEn(parts)}: another session with the same ID took its place, and that one is over as well.`,
  credentialRevoked: (parts) => `Not connected${sinceEn(parts)}: the server refused its credential.`,
  sentAway: (parts) =>
    `Not connected${sinceEn(parts)}: the server asked it to reconnect, at a restart or by an operator, and it has not come back.`,
  connectionEnded: (parts) =>
    `Not connected${sinceEn(parts)}: the device or its network ended the connection, and it has not come back.`,
  endNotRecorded: ({ since }) =>
    `Not connected: it connected at ${since ?? '?'}, and the node of that connection ended without a record.`,
  byPushService: ({ pushHost }) =>
    `Not connected: the push service ${pushHost} delivers to it, and it has everything.`,
  pushServiceOwes: ({ pushHost, queue }) =>
    `Not connected: ${ofEn(queue)} wait for the push service ${pushHost} or for the device’s confirmation.`,
  reconnecting: ({ connections }) =>
    `It reconnects again and again: ${en(connections, 'connection', 'connections')} in the last ten minutes.`,
  nothingRegistered: (parts) =>
    `Connected${sinceEn(parts)}, and registered to no token: it receives nothing.`,
  upToDate: (parts) => `Connected${sinceEn(parts)}, and it has everything.`,
  windowFull: ({ queue }) =>
    `Connected and behind by ${ofEn(queue)}: its window is full, because it acknowledges too slowly.`,
  notAcknowledging: ({ queue }) =>
    `Connected and behind by ${ofEn(queue)}: the server has sent them, and the device has not acknowledged them yet.`,
  heldBack: ({ queue, urgency }) =>
    `Connected and behind by ${ofEn(queue)}: it asked only for urgency ${urgency} or higher.`,
  catchingUp: ({ queue }) => `Connected and behind by ${ofEn(queue)}: the server is sending them.`,
  behindElsewhere: ({ queue }) =>
    `Connected to another node and behind by ${ofEn(queue)}; only that node knows the reason.`,
}

const german: Sentences = {
  neverConnected: () => 'Nie verbunden: Er ist registriert, und noch hat keine Sitzung von ihm begonnen.',
  closedAsTooSlow: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Der Server hat die Verbindung geschlossen, weil er weder las noch bestätigte.`,
  closedAsFlooding: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Der Server hat die Verbindung geschlossen, weil er zu viele Nachrichten sandte.`,
  closedByOtherSession: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Eine andere Sitzung mit derselben ID trat an seine Stelle, und auch sie ist zu Ende.`,
  credentialRevoked: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Der Server hat seine Zugangsdaten abgelehnt.`,
  sentAway: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Der Server bat ihn um eine neue Verbindung, bei einem Neustart oder durch einen Operator, und er kam nicht zurück.`,
  connectionEnded: (parts) =>
    `Nicht verbunden${sinceDe(parts)}: Das Gerät oder sein Netz hat die Verbindung beendet, und er kam nicht zurück.`,
  endNotRecorded: ({ since }) =>
    `Nicht verbunden: Er verband sich am ${since ?? '?'}, und der Knoten dieser Verbindung endete ohne Aufzeichnung.`,
  byPushService: ({ pushHost }) =>
    `Nicht verbunden: Der Push-Dienst ${pushHost} stellt ihm zu, und er hat alles.`,
  pushServiceOwes: ({ pushHost, queue }) =>
    `Nicht verbunden: ${ofDe(queue)} warten auf den Push-Dienst ${pushHost} oder auf die Bestätigung des Geräts.`,
  reconnecting: ({ connections }) =>
    `Er verbindet sich immer wieder neu: ${de(connections, 'Verbindung', 'Verbindungen')} in den letzten zehn Minuten.`,
  nothingRegistered: (parts) =>
    `Verbunden${sinceDe(parts)}, und bei keinem Token registriert: Er erhält nichts.`,
  upToDate: (parts) => `Verbunden${sinceDe(parts)}, und er hat alles.`,
  windowFull: ({ queue }) =>
    `Verbunden und im Rückstand um ${ofDe(queue)}: Sein Fenster ist voll, weil er zu langsam bestätigt.`,
  notAcknowledging: ({ queue }) =>
    `Verbunden und im Rückstand um ${ofDe(queue)}: Der Server hat gesendet, und das Gerät hat noch nicht bestätigt.`,
  heldBack: ({ queue, urgency }) =>
    `Verbunden und im Rückstand um ${ofDe(queue)}: Er hat nur die Dringlichkeit ${urgency} oder höher verlangt.`,
  catchingUp: ({ queue }) => `Verbunden und im Rückstand um ${ofDe(queue)}: Der Server sendet sie gerade.`,
  behindElsewhere: ({ queue }) =>
    `Mit einem anderen Knoten verbunden und im Rückstand um ${ofDe(queue)}; nur dieser Knoten kennt den Grund.`,
}

export const conditionTexts = defineTexts({
  en: {
    ...english,
    roundTrip: 'Round trip',
    notMeasured: 'not measured yet',
    reconnects: 'Reconnects',
    lastTenMinutes: (count: string) => `${count} in 10 min`,
  },
  de: {
    ...german,
    roundTrip: 'Umlaufzeit',
    notMeasured: 'noch nicht gemessen',
    reconnects: 'Neue Verbindungen',
    lastTenMinutes: (count: string) => `${count} in 10 min`,
  },
})
