import type { StorageUnit } from '#protocol/dashboard/use.ts'
import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts on parties that fill the disk, and on parties that limits refuse. */
export const texts = defineTexts({
  en: {
    storage: 'Disk usage',
    storageIs:
      'Stored notifications, largest user first. Each notification counts for its sender. A Web Push message also counts for its token, for the first AOI Client of the token, and for that AOI Client’s address.',
    total: (notifications: number, bytes: string) =>
      `${en(notifications, 'notification', 'notifications')}, ${bytes} in all.`,
    nothing: 'The server stores no notifications.',
    more: 'Show more',
    amount: (notifications: number, bytes: string) =>
      `${en(notifications, 'notification', 'notifications')}, ${bytes}`,
    ofQuota: (share: string, quota: string) => `${share} of the quota of ${quota}`,
    noQuota: 'no quota',
    nearlyFull: 'Nearly full: the server refuses notifications that do not fit',
    refusals: 'Callers over a limit',
    refusalsIs:
      'Requests that limits refused in the last hour, on the node that serves this page. The limits are listed below.',
    nobody: 'Limits refused no requests.',
    refused: (count: number) => en(count, 'request refused', 'requests refused'),
    last: 'last',
  },
  de: {
    storage: 'Speicherbelegung',
    storageIs:
      'Gespeicherte Benachrichtigungen, die größten Verbraucher zuerst. Jede Benachrichtigung zählt für ihren Absender. Eine Web-Push-Nachricht zählt auch für ihr Token, für den ersten AOI Client des Tokens und für dessen Adresse.',
    total: (notifications: number, bytes: string) =>
      `${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')}, insgesamt ${bytes}.`,
    nothing: 'Der Server speichert keine Benachrichtigungen.',
    more: 'Mehr zeigen',
    amount: (notifications: number, bytes: string) =>
      `${de(notifications, 'Benachrichtigung', 'Benachrichtigungen')}, ${bytes}`,
    ofQuota: (share: string, quota: string) => `${share} des Kontingents von ${quota}`,
    noQuota: 'kein Kontingent',
    nearlyFull: 'Fast voll: Der Server lehnt Benachrichtigungen ab, die nicht mehr passen',
    refusals: 'Aufrufer über einem Limit',
    refusalsIs:
      'Anfragen, die Limits in der letzten Stunde abgelehnt haben, auf dem Knoten, der diese Seite liefert. Die Limits stehen unten.',
    nobody: 'Limits haben keine Anfragen abgelehnt.',
    refused: (count: number) => de(count, 'Anfrage abgelehnt', 'Anfragen abgelehnt'),
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
