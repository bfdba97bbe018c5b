import { defineTexts } from '../i18n/define-texts.ts'

/** Texts of the keys, loaded after the page. */
export const extrasTexts = defineTexts({
  en: {
    keys: 'Keyboard shortcuts',
    keysIs: 'These keys work on every page of the dashboard.',
    find: 'search pages, notifications, tokens, AOI Clients and everything else',
    search: 'search on this page',
    compose: 'write a notification',
    theseKeys: 'show these shortcuts',
    single: 'Single-key shortcuts are on',
  },
  de: {
    keys: 'Tastenkürzel',
    keysIs: 'Diese Tasten wirken auf jeder Seite des Dashboards.',
    find: 'Seiten, Benachrichtigungen, Tokens, AOI Clients und alles andere suchen',
    search: 'auf dieser Seite suchen',
    compose: 'eine Benachrichtigung verfassen',
    theseKeys: 'diese Tastenkürzel zeigen',
    single: 'Kürzel mit einer Taste sind an',
  },
})
