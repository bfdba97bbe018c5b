import { countIn } from '../i18n/count-in.ts'
import { defineTexts } from '../i18n/define-texts.ts'

const [en, de] = [countIn('en'), countIn('de')]

/** Texts of the keys, the palette and the test dialog, loaded after the page. */
export const extrasTexts = defineTexts({
  en: {
    keys: 'Keyboard shortcuts',
    keysIs: 'These keys work on every page of the dashboard.',
    find: 'search pages, notifications, tokens, AOI Clients and everything else',
    search: 'search on this page',
    compose: 'send a test notification',
    theseKeys: 'show these shortcuts',
    single: 'Single-key shortcuts are on',
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
    find: 'Seiten, Benachrichtigungen, Tokens, AOI Clients und alles andere suchen',
    search: 'auf dieser Seite suchen',
    compose: 'eine Testbenachrichtigung senden',
    theseKeys: 'diese Tastenkürzel zeigen',
    single: 'Kürzel mit einer Taste sind an',
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
