import { defineTexts } from '../i18n/define-texts.ts'

export const joinTexts = defineTexts({
  en: {
    joinTitle: 'This browser as a member of the group',
    joinLead:
      'The browser can join the group of the phones above: the address of this page holds the seed. The server encrypts each message to the group once more for this browser. Only the worker of this page can open it.',
    join: 'Join with this browser',
    joining: 'Joining…',
    leave: 'Leave the group',
    joined: 'Member of the token',
    nothingYet: 'This browser has received nothing yet.',
    cannot: 'This browser cannot join',
    notFirefox:
      'Only Firefox lets you choose the push service. Set the preference there, and open the address of this page in it. The address carries the seed after the #.',
    unsupported:
      'Push does not work in a private window, or on a page that comes neither over TLS nor from this machine.',
    notAllowed:
      'The browser does not allow notifications from this page. Allow them beside the address, and try again.',
    otherService:
      'This browser uses another push service. Set the preference above, restart the browser and try again. Its push service is now:',
    failed: 'The browser could not join. Try again. The reason:',
    anySender: 'Send to the group by Web Push',
    anySenderLead:
      'Give this subscription to any library that sends Web Push. One message, encrypted for these keys, reaches every member with the seed. The server cannot read it.',
    subscription: 'the subscription',
  },
  de: {
    joinTitle: 'Dieser Browser als Mitglied der Gruppe',
    joinLead:
      'Der Browser kann der Gruppe der Telefone oben beitreten: Die Adresse dieser Seite enthält den Seed. Der Server verschlüsselt jede Nachricht an die Gruppe noch einmal für diesen Browser. Nur der Worker dieser Seite kann sie öffnen.',
    join: 'Mit diesem Browser beitreten',
    joining: 'Der Browser tritt bei …',
    leave: 'Gruppe verlassen',
    joined: 'Mitglied des Tokens',
    nothingYet: 'Dieser Browser hat noch nichts erhalten.',
    cannot: 'Dieser Browser kann nicht beitreten',
    notFirefox:
      'Nur in Firefox lässt sich der Push-Dienst wählen. Setzen Sie dort die Einstellung und öffnen Sie die Adresse dieser Seite. Die Adresse enthält den Seed hinter dem #.',
    unsupported:
      'Push funktioniert nicht in einem privaten Fenster, und nicht auf einer Seite, die weder über TLS noch von diesem Rechner kommt.',
    notAllowed:
      'Der Browser erlaubt keine Mitteilungen dieser Seite. Erlauben Sie sie neben der Adresse und versuchen Sie es erneut.',
    otherService:
      'Dieser Browser benutzt einen anderen Push-Dienst. Setzen Sie die Einstellung oben, starten Sie den Browser neu und versuchen Sie es erneut. Sein Push-Dienst ist jetzt:',
    failed: 'Der Browser konnte nicht beitreten. Versuchen Sie es erneut. Der Grund:',
    anySender: 'Mit Web Push an die Gruppe senden',
    anySenderLead:
      'Geben Sie dieses Abonnement einer Bibliothek, die Web Push sendet. Eine Nachricht, für diese Schlüssel verschlüsselt, erreicht jedes Mitglied mit dem Seed. Der Server kann sie nicht lesen.',
    subscription: 'das Abonnement',
  },
})
