import { defineTexts } from '../i18n/define-texts.ts'

export const selectionTexts = defineTexts({
  en: {
    cancelTitle: 'Cancel notifications',
    cancelHow: 'Recipients that do not have them yet will never get them.',
    cancel: (count: string) => `Cancel ${count}`,
    eraseTitle: 'Erase payloads',
    eraseHow:
      'The server removes the payload from the log and from every export for good. Recipients that do not have it yet will never get it. Outcomes stay.',
    erase: (count: string) => `Erase ${count}`,
    resendTitle: 'Send notifications again',
    resendHow:
      'The server sends each as a new notification to the whole token, with the same payload and TTL. Recipients that acknowledged it get it once more.',
    resend: (count: string) => `Send ${count} again`,
    resendToMissingTitle: 'Send again to recipients without it',
    resendToMissingHow:
      'The server sends a new notification with the same payload, only to recipients for which the original ended undelivered. Recipients that acknowledged it get nothing. Recipients that still wait for it get the original.',
    resendToMissing: (count: string) => `Send ${count} again`,
    disconnectTitle: 'Disconnect AOI Clients',
    disconnectHow:
      'The server closes their connections. They reconnect by themselves and get the notifications that they missed.',
    disconnect: (count: string) => `Disconnect ${count}`,
    deregisterTitle: 'Deregister AOI Clients',
    deregisterHow:
      'The server ends all their registrations. They cannot connect again with the same AOI Client ID.',
    deregister: (count: string) => `Deregister ${count}`,
    labelTitle: 'Label AOI Clients',
    labelHow: 'Operators see the label, and can filter by it. Devices and senders never see it.',
    label: (count: string) => `Label ${count}`,
    newLabel: 'Label (empty: none)',
    labelToo: 'Label (optional)',
    labelIs: 'A word for all of these AOI Clients. The audit keeps it.',
    removeMembersTitle: 'Remove members',
    removeMembersHow:
      'The server tells them the reason. They get nothing more of this token until they register again.',
    removeMembers: (count: string) => `Remove ${count}`,
    freezing: 'Counting…',
    selection: 'Selection ID',
    exactly: 'Selected',
    among: 'Examples',
    reason: 'Reason, for the audit',
    result: (done: string, unchanged: string, failed: string) =>
      `${done} done, ${unchanged} unchanged, ${failed} failed.`,
    audit: 'Audit',
    back: 'Go back',
    countAgain: 'Count again',
    countedAgain:
      'The server no longer had the selection and counted again. If the action ran before, the audit has an entry: look there first.',
    nothingLeft: 'The selection is empty: nothing is left to change.',
  },
  de: {
    cancelTitle: 'Benachrichtigungen zurückziehen',
    cancelHow: 'Empfänger, die sie noch nicht haben, erhalten sie nie.',
    cancel: (count: string) => `${count} zurückziehen`,
    eraseTitle: 'Inhalte löschen',
    eraseHow:
      'Der Server entfernt den Inhalt endgültig aus dem Log und aus allen Exporten. Empfänger, die ihn noch nicht haben, erhalten ihn nie. Die Ergebnisse bleiben.',
    erase: (count: string) => `${count} löschen`,
    resendTitle: 'Benachrichtigungen erneut senden',
    resendHow:
      'Der Server sendet jede als neue Benachrichtigung mit gleichem Inhalt und gleicher TTL an das ganze Token. Empfänger, die sie bestätigt haben, erhalten sie noch einmal.',
    resend: (count: string) => `${count} erneut senden`,
    resendToMissingTitle: 'Erneut an Empfänger ohne Zustellung senden',
    resendToMissingHow:
      'Der Server sendet eine neue Benachrichtigung mit gleichem Inhalt, nur an Empfänger, für die das Original unzugestellt endete. Empfänger, die es bestätigt haben, erhalten nichts. Empfänger, die noch darauf warten, erhalten das Original.',
    resendToMissing: (count: string) => `${count} erneut senden`,
    disconnectTitle: 'AOI Clients trennen',
    disconnectHow:
      'Der Server schließt ihre Verbindungen. Sie verbinden sich von selbst wieder und erhalten verpasste Benachrichtigungen.',
    disconnect: (count: string) => `${count} trennen`,
    deregisterTitle: 'AOI Clients abmelden',
    deregisterHow:
      'Der Server beendet alle ihre Registrierungen. Sie können sich mit derselben AOI Client ID nicht wieder verbinden.',
    deregister: (count: string) => `${count} abmelden`,
    labelTitle: 'AOI Clients kennzeichnen',
    labelHow: 'Operatoren sehen das Kennzeichen und können danach filtern. Geräte und Absender sehen es nie.',
    label: (count: string) => `${count} kennzeichnen`,
    newLabel: 'Kennzeichen (leer: keines)',
    labelToo: 'Kennzeichen (optional)',
    labelIs: 'Ein Wort für alle diese AOI Clients. Das Audit bewahrt es auf.',
    removeMembersTitle: 'Mitglieder entfernen',
    removeMembersHow:
      'Der Server teilt ihnen den Grund mit. Sie erhalten von diesem Token nichts mehr, bis sie sich neu registrieren.',
    removeMembers: (count: string) => `${count} entfernen`,
    freezing: 'Wird gezählt …',
    selection: 'Auswahl-ID',
    exactly: 'Ausgewählt',
    among: 'Beispiele',
    reason: 'Grund, für das Audit',
    result: (done: string, unchanged: string, failed: string) =>
      `${done} erledigt, ${unchanged} unverändert, ${failed} fehlgeschlagen.`,
    audit: 'Audit',
    back: 'Zurück',
    countAgain: 'Erneut zählen',
    countedAgain:
      'Der Server kannte die Auswahl nicht mehr und hat neu gezählt. Falls die Aktion schon lief, steht sie im Audit: Sehen Sie zuerst dort nach.',
    nothingLeft: 'Die Auswahl ist leer: Es gibt nichts mehr zu ändern.',
  },
})
