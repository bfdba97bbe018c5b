import { defineTexts } from '../i18n/define-texts.ts'

/** Texts of the page for a new password. */
export const resetTexts = defineTexts({
  en: {
    email: 'E-mail',
    send: 'Send the link',
    sent: 'Look into your mailbox',
    sentIs:
      'If this is the address of an operator with a password, a mail with a link is on its way. The link works once, within one hour.',
    noMail: 'This server sends no mail',
    noMailIs:
      'Ask an admin of the server to run this command, which prints a new password: npx aoi admin operators reset',
    password: 'New password',
    passwordIs: (characters: string) =>
      `At least ${characters} characters. The new password ends your sessions.`,
    set: 'Set password',
    notDone: 'The action failed',
    done: 'The password is set',
    signIn: 'Sign in',
  },
  de: {
    email: 'E-Mail',
    send: 'Link senden',
    sent: 'Sehen Sie in Ihr Postfach',
    sentIs:
      'Wenn diese Adresse zu einem Operator mit Passwort gehört, ist eine E-Mail mit einem Link unterwegs. Der Link gilt einmal, innerhalb einer Stunde.',
    noMail: 'Dieser Server sendet keine E-Mail',
    noMailIs:
      'Bitten Sie einen Admin des Servers, diesen Befehl auszuführen, der ein neues Passwort ausgibt: npx aoi admin operators reset',
    password: 'Neues Passwort',
    passwordIs: (characters: string) =>
      `Mindestens ${characters} Zeichen. Das neue Passwort beendet Ihre Sitzungen.`,
    set: 'Passwort setzen',
    notDone: 'Die Aktion ist fehlgeschlagen',
    done: 'Das Passwort ist gesetzt',
    signIn: 'Anmelden',
  },
})
