import { defineTexts } from '../i18n/define-texts.ts'

/** Texts for a page that could not be rendered. Every page loads them ahead: the server may be down by then. */
export const errorTexts = defineTexts({
  en: {
    failed: 'The server could not render the page',
    failedIs: 'Notifications are not affected. The server’s log has the reason.',
    failedAs: 'Look there for',
    again: 'Try again',
  },
  de: {
    failed: 'Der Server konnte die Seite nicht darstellen',
    failedIs: 'Benachrichtigungen sind nicht betroffen. Das Log des Servers nennt den Grund.',
    failedAs: 'Suchen Sie dort nach',
    again: 'Erneut versuchen',
  },
})
