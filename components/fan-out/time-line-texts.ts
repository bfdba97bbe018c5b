import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

export const timeLineTexts = defineTexts({
  en: {
    title: 'Timeline',
    received: 'received',
    committed: 'committed',
    firstWrite: 'first write',
    firstAck: 'first ack',
    half: 'half acked',
    last: 'all acked',
    expires: 'expires',
    expired: 'expired',
    cancelled: 'cancelled',
    replaced: 'replaced',
    notYet: 'not yet',
    never: 'never',
    notRecorded: 'not recorded',
    notRecordedIs: 'Another node did it, or this one has started again since then.',
    usually: (time: string) => `usually ${time}`,
    slower: 'slower than usual',
    faster: 'faster than usual',
    halfTook: (usual: string, own: string) =>
      `Half of the recipients usually acknowledge within ${usual}; this one took ${own}.`,
    halfNotYet: (usual: string) =>
      `Half of the recipients usually acknowledge within ${usual}; this one has not reached half of them.`,
    comparedWith: (notifications: number) =>
      `Compared with ${en(notifications, 'notification', 'notifications')} of this token before it.`,
    noUsual: 'The token has too few earlier notifications to compare with.',
  },
  de: {
    title: 'Zeitverlauf',
    received: 'empfangen',
    committed: 'gespeichert',
    firstWrite: 'erstmals gesendet',
    firstAck: 'erste Bestätigung',
    half: 'Hälfte bestätigt',
    last: 'alle bestätigt',
    expires: 'läuft ab',
    expired: 'abgelaufen',
    cancelled: 'zurückgezogen',
    replaced: 'ersetzt',
    notYet: 'noch nicht',
    never: 'nie',
    notRecorded: 'nicht erfasst',
    notRecordedIs: 'Ein anderer Knoten war beteiligt, oder dieser wurde seither neu gestartet.',
    usually: (time: string) => `sonst ${time}`,
    slower: 'langsamer als sonst',
    faster: 'schneller als sonst',
    halfTook: (usual: string, own: string) =>
      `Die Hälfte der Empfänger bestätigt sonst binnen ${usual}; hier dauerte es ${own}.`,
    halfNotYet: (usual: string) =>
      `Die Hälfte der Empfänger bestätigt sonst binnen ${usual}; hier ist die Hälfte noch nicht erreicht.`,
    comparedWith: (notifications: number) =>
      `Verglichen mit ${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')} dieses Tokens davor.`,
    noUsual: 'Das Token hat zu wenige frühere Benachrichtigungen für einen Vergleich.',
  },
})
