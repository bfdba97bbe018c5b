import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts of the keys, the palette and the test dialog, loaded after the page. */
export const extrasTexts = defineTexts({
  en: {
    keys: 'Keyboard shortcuts',
    keysIs: 'These keys work on every page of the dashboard.',
    find: 'find a page, a notification or an AOI Client',
    search: 'search on this page',
    compose: 'send a test notification',
    theseKeys: 'show these shortcuts',
    single: 'Single-key shortcuts are on',
    goTo: 'Go to',
    goToIs:
      'Enter the name of a page, the ID of a notification or of an AOI Client, or the fingerprint of a token.',
    type: 'Type or paste',
    nothing: 'No page or object has this name.',
    openNotification: 'Open this notification',
    openClient: 'Open this AOI Client',
    findToken: 'Find the token with this fingerprint',
    composeIs: 'The server sends it to every member of a token, with “dashboard” as the sender.',
    token: 'Token',
    choose: 'Choose a token',
    noTokens: 'There is no token yet: the first registration creates one.',
    text: 'Text',
    hello: 'Hello from the dashboard',
    send: 'Send',
    members: (application: string, fingerprint: string, members: number) =>
      `${application} · ${fingerprint} · ${en(members, 'member', 'members')}`,
  },
  de: {
    keys: 'Tastenkürzel',
    keysIs: 'Diese Tasten wirken auf jeder Seite des Dashboards.',
    find: 'eine Seite, eine Benachrichtigung oder einen AOI Client finden',
    search: 'auf dieser Seite suchen',
    compose: 'eine Testbenachrichtigung senden',
    theseKeys: 'diese Tastenkürzel zeigen',
    single: 'Kürzel mit einer Taste sind an',
    goTo: 'Gehe zu',
    goToIs:
      'Geben Sie den Namen einer Seite, die ID einer Benachrichtigung oder eines AOI Clients oder den Fingerabdruck eines Tokens ein.',
    type: 'Eingeben oder einfügen',
    nothing: 'Keine Seite und kein Objekt hat diesen Namen.',
    openNotification: 'Diese Benachrichtigung öffnen',
    openClient: 'Diesen AOI Client öffnen',
    findToken: 'Das Token mit diesem Fingerabdruck finden',
    composeIs: 'Der Server sendet sie an jedes Mitglied eines Tokens, mit „dashboard“ als Absender.',
    token: 'Token',
    choose: 'Token wählen',
    noTokens: 'Es gibt noch kein Token: Die erste Registrierung erstellt eines.',
    text: 'Text',
    hello: 'Hallo vom Dashboard',
    send: 'Senden',
    members: (application: string, fingerprint: string, members: number) =>
      `${application} · ${fingerprint} · ${de(members, 'Mitglied', 'Mitglieder')}`,
  },
})
export type ExtrasTexts = (typeof extrasTexts)['en']
