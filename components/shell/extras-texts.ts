import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts of the keys, the palette and the test dialog, loaded after the page. */
export const extrasTexts = defineTexts({
  en: {
    keys: 'Keys',
    keysIs: 'Wherever you are in the dashboard.',
    find: 'find a page, a notification or an AOI Client',
    search: 'search on this page',
    compose: 'send a test notification',
    theseKeys: 'these keys',
    single: 'Single keys are on',
    goTo: 'Go to',
    goToIs: 'A page, or the id of a notification, an AOI Client or a token’s fingerprint.',
    type: 'Type or paste',
    nothing: 'Nothing goes by that name.',
    openNotification: 'Open this notification',
    openClient: 'Open this AOI Client',
    findToken: 'Find the token of this fingerprint',
    composeIs: 'To every member of a token, sent as “dashboard”.',
    token: 'Token',
    choose: 'Choose a token',
    noTokens: 'There is no token yet: the first instance that registers makes one.',
    text: 'Text',
    hello: 'Hello from the dashboard',
    send: 'Send',
    members: (application: string, fingerprint: string, members: number) =>
      `${application} · ${fingerprint} · ${en(members, 'member', 'members')}`,
  },
  de: {
    keys: 'Tasten',
    keysIs: 'Überall in diesem Dashboard.',
    find: 'eine Seite, eine Benachrichtigung oder einen AOI Client finden',
    search: 'auf dieser Seite suchen',
    compose: 'eine Testbenachrichtigung senden',
    theseKeys: 'diese Tasten',
    single: 'Einzelne Tasten sind an',
    goTo: 'Gehe zu',
    goToIs:
      'Eine Seite, oder die Id einer Benachrichtigung, eines AOI Clients oder der Fingerabdruck eines Tokens.',
    type: 'Tippen oder einfügen',
    nothing: 'Nichts heißt so.',
    openNotification: 'Diese Benachrichtigung öffnen',
    openClient: 'Diesen AOI Client öffnen',
    findToken: 'Das Token mit diesem Fingerabdruck finden',
    composeIs: 'An jedes Mitglied eines Tokens, gesendet als „dashboard“.',
    token: 'Token',
    choose: 'Ein Token wählen',
    noTokens: 'Es gibt noch kein Token: die erste Instanz, die sich registriert, legt eins an.',
    text: 'Text',
    hello: 'Hallo vom Dashboard',
    send: 'Senden',
    members: (application: string, fingerprint: string, members: number) =>
      `${application} · ${fingerprint} · ${de(members, 'Mitglied', 'Mitglieder')}`,
  },
})
export type ExtrasTexts = (typeof extrasTexts)['en']
