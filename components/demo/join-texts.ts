import { defineTexts } from '../i18n/define-texts.ts'

export const joinTexts = defineTexts({
  en: {
    joinTitle: 'This browser in the group',
    joinLead:
      'With the seed in the address of this page, the browser itself joins the group of the phones above. The server encrypts what is sent to the group once more, for this browser; what is inside stays as it was, and only this page’s worker opens it.',
    join: 'Have this browser join',
    joining: 'Joining …',
    leave: 'Leave the group',
    joined: 'A member, by the token',
    nothingYet: 'Nothing has come to this browser yet.',
    cannot: 'This browser cannot join',
    notFirefox:
      'Firefox alone lets a person choose the push service. Set the preference there, and open the address of this page in it: the seed goes along after the #.',
    unsupported:
      'Push does not work here: in a private window, or on a page that comes neither by TLS nor from this machine.',
    notAllowed: 'Notifications from this page are not allowed. Allow them beside the address, and try again.',
    otherService:
      'Its push service is not this server. Set the preference above, restart the browser and try again. What it has now:',
    failed: 'It did not work, and can be tried again:',
    anySender: 'Send to the group by Web Push',
    anySenderLead:
      'What every library that sends Web Push takes. One message, encrypted for these keys, reaches all who have the seed, and the server cannot read it.',
    subscription: 'the subscription',
  },
  de: {
    joinTitle: 'Dieser Browser in der Gruppe',
    joinLead:
      'Mit dem Seed in der Adresse dieser Seite tritt der Browser selbst der Gruppe der Telefone oben bei. Der Server verschlüsselt, was an die Gruppe geht, noch einmal für diesen Browser; was darin steht, bleibt, wie es war, und nur der Worker dieser Seite öffnet es.',
    join: 'Diesen Browser beitreten lassen',
    joining: 'Tritt bei …',
    leave: 'Die Gruppe verlassen',
    joined: 'Mitglied, mit dem Token',
    nothingYet: 'Bei diesem Browser ist noch nichts angekommen.',
    cannot: 'Dieser Browser kann nicht beitreten',
    notFirefox:
      'Nur Firefox lässt einen den Push-Dienst wählen. Dort die Einstellung setzen und die Adresse dieser Seite öffnen: der Seed geht hinter dem # mit.',
    unsupported:
      'Push geht hier nicht: in einem privaten Fenster, oder auf einer Seite, die weder über TLS noch von diesem Rechner kommt.',
    notAllowed:
      'Mitteilungen dieser Seite sind nicht erlaubt. Neben der Adresse erlauben und noch einmal versuchen.',
    otherService:
      'Sein Push-Dienst ist nicht dieser Server. Die Einstellung oben setzen, den Browser neu starten und noch einmal versuchen. Jetzt hat er:',
    failed: 'Es ging nicht, ein neuer Versuch kann gelingen:',
    anySender: 'An die Gruppe senden, mit Web Push',
    anySenderLead:
      'Was jede Bibliothek nimmt, die Web Push sendet. Eine Nachricht, für diese Schlüssel verschlüsselt, erreicht alle mit dem Seed, und der Server kann sie nicht lesen.',
    subscription: 'das Abonnement',
  },
})
