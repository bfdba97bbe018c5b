import { REFUSAL_REASONS, type RefusalReason } from '#protocol/dashboard/sign-in.ts'
import { defineTexts, pickTexts } from '../i18n/define-texts.ts'
import { findLocale } from '../i18n/locale.ts'

export type RefusalParameters = Readonly<Record<string, string | number>>

/** Texts for the reasons why the server refused a sign-in or an act on operators, one for each reason. */
export const refusalTexts = defineTexts({
  en: {
    unreachable: 'The server does not answer. Try again in a moment.',
    'session-expired': 'Your session has expired. Sign in again.',
    'session-ended': 'Your session was ended. Sign in again.',
    'role-changed': 'Your role was changed, which ended your session. Sign in again.',
    'signed-out': 'You are signed out. Sign in again.',
    stepUp: 'Confirm who you are: sign in again.',
    wrongCredentials: 'Invalid email or password.',
    wrongPassword: 'The password is wrong.',
    wrongCode: 'The code is wrong, or was used before. Wait for the next one.',
    signInAgain: 'This sign-in took too long, or was tried too often. Begin again.',
    passkeyUnknown: 'No operator of this server has this passkey.',
    passkeyRefused: 'The passkey was refused. Try again.',
    passwordLength: (minimum: string, maximum: string) =>
      `The password must have ${minimum} to ${maximum} characters.`,
    authenticatorIsOn: 'The authenticator is on already.',
    authenticatorIsOff: 'The authenticator is off.',
    invitationInvalid:
      'The code is not valid: it was used or withdrawn, has expired, or its inviter is no longer an admin. Ask for another.',
    operatorExists: 'This e-mail address belongs to an operator already.',
    lastAdmin: 'This is the last admin. Make another operator an admin first.',
    tooManyInvitations: (maximum: string) =>
      `At most ${maximum} invitations may be open. Withdraw one first.`,
    tooManyAttempts: (seconds: string) => `Too many failed attempts. Try again in ${seconds} seconds.`,
    refused: 'The server refused. Try again.',
  },
  de: {
    unreachable: 'Der Server antwortet nicht. Versuchen Sie es gleich noch einmal.',
    'session-expired': 'Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an.',
    'session-ended': 'Ihre Sitzung wurde beendet. Melden Sie sich wieder an.',
    'role-changed': 'Ihre Rolle wurde geändert, das hat Ihre Sitzung beendet. Melden Sie sich wieder an.',
    'signed-out': 'Sie sind abgemeldet. Melden Sie sich wieder an.',
    stepUp: 'Bestätigen Sie, wer Sie sind: Melden Sie sich noch einmal an.',
    wrongCredentials: 'E-Mail-Adresse oder Passwort ist falsch.',
    wrongPassword: 'Das Passwort ist falsch.',
    wrongCode: 'Der Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten.',
    signInAgain: 'Diese Anmeldung dauerte zu lange oder wurde zu oft versucht. Beginnen Sie von vorn.',
    passkeyUnknown: 'Kein Operator dieses Servers hat diesen Passkey.',
    passkeyRefused: 'Der Passkey wurde abgelehnt. Versuchen Sie es noch einmal.',
    passwordLength: (minimum: string, maximum: string) =>
      `Das Passwort muss ${minimum} bis ${maximum} Zeichen haben.`,
    authenticatorIsOn: 'Der Authenticator ist schon an.',
    authenticatorIsOff: 'Der Authenticator ist aus.',
    invitationInvalid:
      'Der Code gilt nicht: Er wurde benutzt oder zurückgezogen, ist abgelaufen, oder wer eingeladen hat, ist kein Admin mehr. Bitten Sie um einen anderen.',
    operatorExists: 'Diese E-Mail-Adresse gehört schon zu einem Operator.',
    lastAdmin: 'Das ist der letzte Admin. Machen Sie zuerst einen anderen Operator zum Admin.',
    tooManyInvitations: (maximum: string) =>
      `Höchstens ${maximum} Einladungen dürfen offen sein. Ziehen Sie zuerst eine zurück.`,
    tooManyAttempts: (seconds: string) =>
      `Zu viele vergebliche Versuche. Versuchen Sie es in ${seconds} Sekunden wieder.`,
    refused: 'Der Server hat abgelehnt. Versuchen Sie es noch einmal.',
  },
})

/** Returns the reason as a sentence in the language of the page. */
export function explainRefusal(
  reason: RefusalReason | 'unreachable',
  parameters: RefusalParameters = {},
): string {
  const texts = pickTexts(refusalTexts, findLocale(document.documentElement.lang, undefined))
  const given = (name: string) => String(parameters[name] ?? '')
  if (reason === 'passwordLength') return texts.passwordLength(given('minimum'), given('maximum'))
  if (reason === 'tooManyInvitations') return texts.tooManyInvitations(given('maximum'))
  if (reason === 'tooManyAttempts') return texts.tooManyAttempts(given('seconds'))
  return texts[reason]
}

/** Returns the reason in a server's answer, if this page knows it. */
export function findRefusalReason(reason: unknown): RefusalReason | undefined {
  return REFUSAL_REASONS.find((known) => known === reason)
}
