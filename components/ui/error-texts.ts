import { defineTexts } from '../i18n/define-texts.ts'

/** Texts for a page that could not be rendered. Every page loads them ahead: the server may be down by then. */
export const errorTexts = defineTexts({
  en: {
    failed: 'The page could not be made',
    failedIs: 'The server’s log has the reason. Notifications are not affected by this page.',
    failedAs: 'It stands there under',
    again: 'Try again',
  },
  de: {
    failed: 'Die Seite konnte nicht erzeugt werden',
    failedIs: 'Warum, steht im Log des Servers. Benachrichtigungen sind davon nicht betroffen.',
    failedAs: 'Es steht dort unter',
    again: 'Noch einmal versuchen',
  },
})
