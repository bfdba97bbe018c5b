import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const en = countIn('en')
const de = countIn('de')

export const texts = defineTexts({
  en: {
    title: 'Wall',
    lead: 'Each bar holds the notifications of a quarter of a second, and fills as members acknowledge. Slow lanes rise to the top.',
    lanes: 'Lanes',
    unit: 'A lane for each',
    application: 'Application',
    token: 'Token',
    search: 'Name contains',
    simulated: 'Simulations',
    shown: 'shown',
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    automatic: 'Choose automatically',
    choose: 'Choose',
    slow: 'Slow',
    simulatedLane: 'Simulated',
    rate: 'Notifications',
    perSecond: (rate: string) => `${rate}/s`,
    backlog: 'Backlog',
    online: 'Members online',
    p95: 'p95 to ack',
    none: '–',
    last: 'Last notifications',
    noRecipients: 'No recipients in the last seconds',
    progress: (recipients: number, share: string) =>
      `${share} of ${en(recipients, 'recipient', 'recipients')} in the last seconds acknowledged`,
    bar: (notifications: number, share: string) =>
      `${en(notifications, 'notification', 'notifications')}, ${share} acknowledged`,
    more: (lanes: number) =>
      `${en(lanes, 'more lane has', 'more lanes have')} notifications. The filter finds them.`,
    waiting: 'Waiting for the first frame of the server …',
    notOpen: 'The wall cannot be followed',
    notOpenHow: 'The server sends no frames, or too many different walls are open. The page tries again.',
    empty: 'No notifications in the last seconds',
    emptyHow: 'A lane appears with the first notification. Send one, or change the filter.',
    compose: 'Compose a notification',
    missing: (nodes: number) =>
      `${en(nodes, 'node does', 'nodes do')} not report to this wall: the notifications and members there are missing.`,
    legend:
      'Filled: acknowledged. Outlined: not acknowledged yet. Backlog: recipients of the counted notifications without an ack.',
    slowLanes: (lanes: number) => `${en(lanes, 'lane is', 'lanes are')} slow`,
    noSlowLanes: 'No lane is slow',
  },
  de: {
    title: 'Wand',
    lead: 'Jeder Balken steht für die Benachrichtigungen einer Viertelsekunde und füllt sich mit den Bestätigungen der Mitglieder. Langsame Bahnen steigen nach oben.',
    lanes: 'Bahnen',
    unit: 'Eine Bahn je',
    application: 'Anwendung',
    token: 'Token',
    search: 'Name enthält',
    simulated: 'Simulationen',
    shown: 'gezeigt',
    fullScreen: 'Vollbild',
    leaveFullScreen: 'Vollbild verlassen',
    automatic: 'Automatisch auswählen',
    choose: 'Auswählen',
    slow: 'Langsam',
    simulatedLane: 'Simuliert',
    rate: 'Benachrichtigungen',
    perSecond: (rate: string) => `${rate}/s`,
    backlog: 'Rückstand',
    online: 'Mitglieder online',
    p95: 'p95 bis zur Bestätigung',
    none: '–',
    last: 'Letzte Benachrichtigungen',
    noRecipients: 'Keine Empfänger in den letzten Sekunden',
    progress: (recipients: number, share: string) =>
      `${share} von ${de(recipients, 'Empfänger', 'Empfängern')} der letzten Sekunden haben bestätigt`,
    bar: (notifications: number, share: string) =>
      `${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')}, ${share} bestätigt`,
    more: (lanes: number) =>
      `${de(lanes, 'weitere Bahn hat', 'weitere Bahnen haben')} Benachrichtigungen. Der Filter findet sie.`,
    waiting: 'Die Seite wartet auf das erste Bild des Servers …',
    notOpen: 'Der Wand kann gerade nicht gefolgt werden',
    notOpenHow:
      'Der Server sendet keine Bilder, oder zu viele verschiedene Wände sind offen. Die Seite versucht es weiter.',
    empty: 'Keine Benachrichtigungen in den letzten Sekunden',
    emptyHow:
      'Mit der ersten Benachrichtigung erscheint eine Bahn. Senden Sie eine, oder ändern Sie den Filter.',
    compose: 'Benachrichtigung verfassen',
    missing: (nodes: number) =>
      `${de(nodes, 'Knoten meldet', 'Knoten melden')} sich nicht bei dieser Wand: Benachrichtigungen und Mitglieder dort fehlen.`,
    legend:
      'Gefüllt: bestätigt. Umrandet: noch nicht bestätigt. Rückstand: Empfänger der gezählten Benachrichtigungen ohne Bestätigung.',
    slowLanes: (lanes: number) => `${de(lanes, 'Bahn ist', 'Bahnen sind')} langsam`,
    noSlowLanes: 'Keine Bahn ist langsam',
  },
})
export type WallTexts = (typeof texts)['en']
