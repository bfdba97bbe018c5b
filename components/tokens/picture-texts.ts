import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

export const pictureTexts = defineTexts({
  en: {
    picture: 'Senders and members',
    senders: 'Senders',
    noSenders: 'Nothing was sent to this token lately.',
    moreSenders: 'and others',
    sent: (count: number) => en(count, 'notification', 'notifications'),
    token: 'Token',
    members: 'Members',
    online: (online: string, members: string) => `${online} of ${members} online`,
    connectedBehind: 'connected and behind',
    offlineBehind: 'offline and behind',
    byPush: 'by a push service',
    offline: 'offline, has everything',
    upToDate: 'connected, has everything',
    behind: (count: number) => `behind by ${en(count, 'notification', 'notifications')}`,
    moreMembers: (count: number) => `and ${en(count, 'other', 'others')}, in the list below`,
    noMembers: 'No member now',
    failed: 'The senders and members could not be loaded',
  },
  de: {
    picture: 'Absender und Mitglieder',
    senders: 'Absender',
    noSenders: 'An dieses Token wurde in letzter Zeit nichts gesendet.',
    moreSenders: 'und weitere',
    sent: (count: number) => de(count, 'Benachrichtigung', 'Benachrichtigungen'),
    token: 'Token',
    members: 'Mitglieder',
    online: (online: string, members: string) => `${online} von ${members} online`,
    connectedBehind: 'verbunden und im Rückstand',
    offlineBehind: 'offline und im Rückstand',
    byPush: 'durch einen Push-Dienst',
    offline: 'offline, hat alles',
    upToDate: 'verbunden, hat alles',
    behind: (count: number) => `im Rückstand um ${de(count, 'Benachrichtigung', 'Benachrichtigungen')}`,
    moreMembers: (count: number) => `und ${de(count, 'weiteres', 'weitere')}, in der Liste unten`,
    noMembers: 'Zurzeit kein Mitglied',
    failed: 'Die Absender und Mitglieder konnten nicht geladen werden',
  },
})
