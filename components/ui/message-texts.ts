import { defineTexts } from '../i18n/define-texts.ts'

/** Pages that say one thing: what happened, and what to do next. */
export const messageTexts = defineTexts({
  en: {
    failed: 'The page could not be made',
    failedIs: 'The server’s log has the reason. Notifications are not affected by this page.',
    failedAs: 'It stands there under',
    again: 'Try again',
    forbidden: 'Your role may not see this page',
    forbiddenIs:
      'Each page asks for a role: auditors see everything but payloads, viewers payloads as well but not the audit, operators may act, and admins manage keys and operators. An admin of this server can change yours.',
    plainNext: 'Under a plain next start these pages are shown to nobody. Start the server with',
    missing: 'There is no such page',
    missingId: 'There is nothing of that id',
    missingIdIs: 'It may have been removed: notifications are forgotten a week after they are over.',
    back: 'Back to the overview',
  },
  de: {
    failed: 'Die Seite konnte nicht erzeugt werden',
    failedIs: 'Warum, steht im Log des Servers. Benachrichtigungen sind davon nicht betroffen.',
    failedAs: 'Es steht dort unter',
    again: 'Noch einmal versuchen',
    forbidden: 'Ihre Rolle darf diese Seite nicht sehen',
    forbiddenIs:
      'Jede Seite verlangt eine Rolle: Auditoren sehen alles außer Nutzdaten, Betrachter auch diese, aber nicht das Audit, Operatoren dürfen handeln, und Admins verwalten Schlüssel und Operatoren. Ein Admin dieses Servers kann Ihre ändern.',
    plainNext: 'Unter einem bloßen next start werden diese Seiten niemandem gezeigt. Start des Servers:',
    missing: 'Diese Seite gibt es nicht',
    missingId: 'Zu dieser Id gibt es nichts',
    missingIdIs:
      'Vielleicht wurde es entfernt: Benachrichtigungen werden eine Woche nach ihrem Ende vergessen.',
    back: 'Zurück zum Überblick',
  },
})
