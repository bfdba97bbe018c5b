import { defineTexts } from '../i18n/define-texts.ts'

/** Texts of pages with one message: the event, and the next step. */
export const messageTexts = defineTexts({
  en: {
    forbidden: 'Your role does not allow this page',
    forbiddenIs:
      'Each page needs a role. Auditors see everything except payloads. Viewers see payloads too, but not the audit. Operators may act, and admins manage keys and operators. An admin of this server can change your role.',
    plainNext: 'After a plain next start, nobody can see these pages. Start the server with',
    missing: 'This page does not exist',
    missingNotification: 'There is no notification with this ID',
    missingNotificationIs:
      'The ID may be incomplete, or the server has removed the notification. The server keeps a notification for one week after its end.',
    notificationList: 'Open the notifications',
    missingToken: 'There is no token with this ID',
    missingTokenIs:
      'The ID may be incomplete, or the server has removed the token. It removes a token with its simulation, or some time after the last registration ended.',
    tokenList: 'Open the tokens',
    missingClient: 'There is no AOI Client with this ID',
    missingClientIs: 'The ID may be incomplete, or the AOI Client was deregistered long ago.',
    aoiClientList: 'Open the AOI Clients',
    missingHook: 'There is no hook with this ID',
    missingHookIs: 'The ID may be incomplete. The server keeps revoked hooks, so it never had this one.',
    hookList: 'Open the hooks',
    missingWebhook: 'There is no webhook with this ID',
    missingWebhookIs:
      'The ID may be incomplete, or an admin has removed the webhook. The audit names that admin.',
    webhookList: 'Open the webhooks',
    missingInside: 'This page does not exist',
    back: 'Open the overview',
  },
  de: {
    forbidden: 'Ihre Rolle erlaubt diese Seite nicht',
    forbiddenIs:
      'Jede Seite verlangt eine Rolle. Auditoren sehen alles außer Inhalten. Betrachter sehen auch Inhalte, aber nicht das Audit. Operatoren dürfen Aktionen ausführen, und Admins verwalten Schlüssel und Operatoren. Ein Admin dieses Servers kann Ihre Rolle ändern.',
    plainNext: 'Nach einem bloßen next start kann niemand diese Seiten sehen. Starten Sie den Server mit',
    missing: 'Diese Seite gibt es nicht',
    missingNotification: 'Es gibt keine Benachrichtigung mit dieser ID',
    missingNotificationIs:
      'Vielleicht ist die ID unvollständig, oder der Server hat die Benachrichtigung entfernt. Der Server behält eine Benachrichtigung nach ihrem Ende eine Woche.',
    notificationList: 'Benachrichtigungen öffnen',
    missingToken: 'Es gibt kein Token mit dieser ID',
    missingTokenIs:
      'Vielleicht ist die ID unvollständig, oder der Server hat das Token entfernt. Er entfernt ein Token mit seiner Simulation, oder einige Zeit nach dem Ende der letzten Registrierung.',
    tokenList: 'Tokens öffnen',
    missingClient: 'Es gibt keinen AOI Client mit dieser ID',
    missingClientIs:
      'Vielleicht ist die ID unvollständig, oder der AOI Client wurde vor langer Zeit abgemeldet.',
    aoiClientList: 'AOI Clients öffnen',
    missingHook: 'Es gibt keinen Hook mit dieser ID',
    missingHookIs:
      'Vielleicht ist die ID unvollständig. Der Server behält widerrufene Hooks, er hatte also nie einen mit dieser ID.',
    hookList: 'Hooks öffnen',
    missingWebhook: 'Es gibt keinen Webhook mit dieser ID',
    missingWebhookIs:
      'Vielleicht ist die ID unvollständig, oder ein Admin hat den Webhook entfernt. Das Audit nennt ihn.',
    webhookList: 'Webhooks öffnen',
    missingInside: 'Diese Seite gibt es nicht',
    back: 'Überblick öffnen',
  },
})
