import { defineTexts } from '../i18n/define-texts.ts'

export const pushTexts = defineTexts({
  en: {
    title: 'While this page is closed',
    off: 'Messages can ring while this page is closed. Your browser asks for the permission first.',
    on: 'Messages ring while this page is closed.',
    turnOn: 'Let messages ring',
    turnOff: 'Do not ring',
    insecure: 'Messages come only while this page is open: the server is reached without TLS.',
    homeScreen:
      'On an iPhone or iPad, messages ring only for apps on the home screen. Use Share, then “Add to Home Screen”, and open the inbox there.',
    unsupported:
      'Messages come only while this page is open: this browser has no push, as in private windows.',
    denied:
      'Messages come only while this page is open: the browser blocks notifications of this site. Allow them beside the address, and reload the page.',
    failed: 'Messages cannot ring yet. Try again. The reason:',
  },
  de: {
    title: 'Während diese Seite geschlossen ist',
    off: 'Nachrichten können klingeln, während diese Seite geschlossen ist. Ihr Browser fragt vorher um Erlaubnis.',
    on: 'Nachrichten klingeln, während diese Seite geschlossen ist.',
    turnOn: 'Nachrichten klingeln lassen',
    turnOff: 'Nicht klingeln',
    insecure: 'Nachrichten kommen nur, solange diese Seite offen ist: Der Server wird ohne TLS erreicht.',
    homeScreen:
      'Auf iPhone und iPad klingeln Nachrichten nur für Apps auf dem Home-Bildschirm. Wählen Sie „Teilen“, dann „Zum Home-Bildschirm“, und öffnen Sie den Posteingang dort.',
    unsupported:
      'Nachrichten kommen nur, solange diese Seite offen ist: Dieser Browser hat kein Push, wie in privaten Fenstern.',
    denied:
      'Nachrichten kommen nur, solange diese Seite offen ist: Der Browser sperrt Mitteilungen dieser Website. Erlauben Sie sie neben der Adresse und laden Sie die Seite neu.',
    failed: 'Nachrichten können noch nicht klingeln. Versuchen Sie es erneut. Der Grund:',
  },
})
