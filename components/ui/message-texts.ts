import { defineTexts } from '../i18n/define-texts.ts'

/** Texts of pages with one message: the event, and the next step. */
export const messageTexts = defineTexts({
  en: {
    forbidden: 'Your role may not see this page',
    forbiddenIs:
      'Each page asks for a role: auditors see everything but payloads, viewers payloads as well but not the audit, operators may act, and admins manage keys and operators. An admin of this server can change yours.',
    plainNext: 'Under a plain next start these pages are shown to nobody. Start the server with',
    missing: 'There is no such page',
    missingNotification: 'There is no notification of this id',
    missingNotificationIs:
      'The id may be cut, or the notification is forgotten: the server keeps one for a week after it is over.',
    notificationList: 'To the notifications',
    missingToken: 'There is no token of this id',
    missingTokenIs:
      'The id may be cut, or the token was removed: a simulated one with its simulation, and one that nobody registers with any more after a while.',
    tokenList: 'To the tokens',
    missingClient: 'There is no AOI Client of this id',
    missingClientIs: 'The id may be cut, or the AOI Client was deregistered long ago.',
    aoiClientList: 'To the AOI Clients',
    missingInside: 'There is no such page',
    back: 'Back to the overview',
  },
  de: {
    forbidden: 'Ihre Rolle darf diese Seite nicht sehen',
    forbiddenIs:
      'Jede Seite verlangt eine Rolle: Auditoren sehen alles außer Nutzdaten, Betrachter auch diese, aber nicht das Audit, Operatoren dürfen handeln, und Admins verwalten Schlüssel und Operatoren. Ein Admin dieses Servers kann Ihre ändern.',
    plainNext: 'Unter einem bloßen next start werden diese Seiten niemandem gezeigt. Start des Servers:',
    missing: 'Diese Seite gibt es nicht',
    missingNotification: 'Zu dieser Id gibt es keine Benachrichtigung',
    missingNotificationIs:
      'Vielleicht ist die Id unvollständig, oder die Benachrichtigung ist vergessen: Der Server behält sie nach ihrem Ende eine Woche.',
    notificationList: 'Zu den Benachrichtigungen',
    missingToken: 'Zu dieser Id gibt es keinen Token',
    missingTokenIs:
      'Vielleicht ist die Id unvollständig, oder der Token wurde entfernt: ein simulierter mit seiner Simulation, und einer, mit dem sich niemand mehr registriert, nach einiger Zeit.',
    tokenList: 'Zu den Tokens',
    missingClient: 'Zu dieser Id gibt es keinen AOI Client',
    missingClientIs:
      'Vielleicht ist die Id unvollständig, oder der AOI Client wurde vor langer Zeit abgemeldet.',
    aoiClientList: 'Zu den AOI Clients',
    missingInside: 'Diese Seite gibt es nicht',
    back: 'Zurück zum Überblick',
  },
})
