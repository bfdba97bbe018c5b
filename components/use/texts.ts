import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts on parties that fill the disk, and on parties that limits refuse. */
export const texts = defineTexts({
  en: {
    storage: 'Who fills the disk',
    storageIs:
      'Stored notifications by party, largest first. Each counts for its sender. One that came by Web Push also counts for its token, for the AOI Client that registered the token first, and for that AOI Client’s address.',
    total: (notifications: number, bytes: string) =>
      `${en(notifications, 'notification', 'notifications')}, ${bytes} in all.`,
    nothing: 'No notification is stored.',
    more: 'Show more',
    amount: (notifications: number, bytes: string) =>
      `${en(notifications, 'notification', 'notifications')}, ${bytes}`,
    ofQuota: (share: string, quota: string) => `${share} of the quota of ${quota}`,
    noQuota: 'no quota',
    nearlyFull: 'Nearly full: the server refuses what does not fit',
    refusals: 'Whom limits refuse',
    refusalsIs:
      'In the last hour, on the node that this page reads from. The limits are listed below; the docs say what happens beyond each.',
    nobody: 'Limits refused nobody.',
    refused: (count: number) => en(count, 'request refused', 'requests refused'),
    last: 'last',
  },
  de: {
    storage: 'Wer die Platte füllt',
    storageIs:
      'Gespeicherte Benachrichtigungen nach Beteiligten, die größten zuerst. Jede zählt für ihren Absender. Kam sie über Web Push, zählt sie auch für ihr Token, für den AOI Client, der das Token zuerst registriert hat, und für dessen Adresse.',
    total: (notifications: number, bytes: string) =>
      `${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')}, insgesamt ${bytes}.`,
    nothing: 'Keine Benachrichtigung ist gespeichert.',
    more: 'Mehr zeigen',
    amount: (notifications: number, bytes: string) =>
      `${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')}, ${bytes}`,
    ofQuota: (share: string, quota: string) => `${share} des Kontingents von ${quota}`,
    noQuota: 'kein Kontingent',
    nearlyFull: 'Fast voll: Der Server lehnt ab, was nicht mehr passt',
    refusals: 'Wer an Grenzen abgewiesen wird',
    refusalsIs:
      'In der letzten Stunde, auf dem Knoten, von dem diese Seite liest. Die Grenzen stehen unten; die Dokumentation sagt, was jenseits geschieht.',
    nobody: 'Niemand wurde abgewiesen.',
    refused: (count: number) => de(count, 'Anfrage abgewiesen', 'Anfragen abgewiesen'),
    last: 'zuletzt',
  },
})

/** Kinds of parties that store data. */
export const unitTexts = defineTexts({
  en: {
    application: 'Server Application',
    vapidKey: 'VAPID key',
    senderNetwork: 'Address of senders without VAPID',
    token: 'Token, by Web Push',
    aoiClient: 'AOI Client, by Web Push to its tokens',
    clientNetwork: 'Address of AOI Clients, by Web Push to their tokens',
  } satisfies Record<StorageUnit, string>,
  de: {
    application: 'Server Application',
    vapidKey: 'VAPID-Schlüssel',
    senderNetwork: 'Adresse von Absendern ohne VAPID',
    token: 'Token, über Web Push',
    aoiClient: 'AOI Client, über Web Push an seine Tokens',
    clientNetwork: 'Adresse von AOI Clients, über Web Push an deren Tokens',
  },
})

/** The first words of a party that a limit refused; its name follows. */
export const partyTexts = defineTexts({
  en: {
    address: 'address',
    token: 'token',
    sender: 'sender',
    operator: 'operator',
    aoiClient: 'AOI Client',
    'API key': 'API key',
  },
  de: {
    address: 'Adresse',
    token: 'Token',
    sender: 'Absender',
    operator: 'Operator',
    aoiClient: 'AOI Client',
    'API key': 'API-Schlüssel',
  },
})
