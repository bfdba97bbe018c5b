import { REFUSAL_REASONS, type RefusalReason } from '#protocol/dashboard/sign-in.ts'
import { defineTexts, pickTexts } from '../i18n/define-texts.ts'
import { findLocale } from '../i18n/locale.ts'

/** A reason of the server, or of the browser: no passkey was used. */
export type PageRefusal = RefusalReason | 'passkeyNotUsed'
export type RefusalParameters = Readonly<Record<string, string | number>>

/** Texts for the reasons why the server refused a sign-in or an act on operators, one for each reason. */
export const refusalTexts = defineTexts({
  en: {
    unreachable: 'The server does not answer. Try again in a moment.',
    'session-expired': 'Your session has expired. Sign in again.',
    'session-ended': 'Your session has ended. Sign in again.',
    'role-changed': 'An admin changed your role, which ended your session. Sign in again.',
    'signed-out': 'You are signed out. Sign in again.',
    stepUp: 'Confirm your identity: sign in again.',
    wrongCredentials: 'The e-mail address or the password is wrong.',
    wrongPassword: 'The password is wrong.',
    wrongCode: 'The code is wrong or already used. Wait for the next one.',
    signInAgain: 'This sign-in took too long, or had too many attempts. Start again.',
    passkeyUnknown: 'No operator of this server has this passkey.',
    passkeyRefused: 'The server refused the passkey. Try again.',
    passkeyNotUsed: 'The browser used no passkey. Try again, or use your password.',
    passwordLength: (minimum: string, maximum: string) =>
      `The password must have ${minimum} to ${maximum} characters.`,
    authenticatorIsOn: 'The authenticator is already on.',
    authenticatorIsOff: 'The authenticator is off.',
    invitationInvalid:
      'The code is used, withdrawn or expired, or its inviter is no longer an admin. Ask for another invitation.',
    resetInvalid: 'The link is used, expired, or replaced by a later one. Ask for another mail.',
    operatorExists: 'This e-mail address already belongs to an operator.',
    lastAdmin: 'This is the last admin. Make another operator an admin first.',
    tooManyInvitations: (maximum: string) =>
      `At most ${maximum} invitations may be open. Withdraw one first.`,
    tooManyAttempts: (seconds: string) => `Too many failed attempts. Try again in ${seconds} seconds.`,
    providerUnreachable:
      'The identity provider does not answer. Try again in a moment, or sign in another way.',
    providerFailed: 'The identity provider did not confirm this sign-in, or it took too long. Start again.',
    providerNoRole: 'None of your groups gives you a role on this server. Ask its admin.',
    providerEmail: 'The identity provider has not verified your e-mail address. Ask its admin.',
    providerNotInvited: 'You are not an operator of this server. Ask an admin for an invitation.',
    providerNotConfirmed:
      'The identity provider did not ask for your identity again. Ask its admin to send auth_time.',
    providerRequired: 'Sign in through the identity provider. Only local admins may sign in another way.',
    refused: 'The server refused the request. Try again.',
  },
  de: {
    unreachable: 'Der Server antwortet nicht. Versuchen Sie es gleich erneut.',
    'session-expired': 'Ihre Sitzung ist abgelaufen. Melden Sie sich neu an.',
    'session-ended': 'Ihre Sitzung ist beendet. Melden Sie sich neu an.',
    'role-changed':
      'Ein Admin hat Ihre Rolle geändert, und Ihre Sitzung ist beendet. Melden Sie sich neu an.',
    'signed-out': 'Sie sind abgemeldet. Melden Sie sich neu an.',
    stepUp: 'Bestätigen Sie Ihre Identität: Melden Sie sich neu an.',
    wrongCredentials: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
    wrongPassword: 'Das Passwort ist falsch.',
    wrongCode: 'Der Code ist falsch oder schon benutzt. Warten Sie auf den nächsten.',
    signInAgain: 'Diese Anmeldung dauerte zu lange oder hatte zu viele Versuche. Beginnen Sie von vorn.',
    passkeyUnknown: 'Kein Operator dieses Servers hat diesen Passkey.',
    passkeyRefused: 'Der Server hat den Passkey abgelehnt. Versuchen Sie es erneut.',
    passkeyNotUsed:
      'Der Browser hat keinen Passkey benutzt. Versuchen Sie es erneut, oder benutzen Sie Ihr Passwort.',
    passwordLength: (minimum: string, maximum: string) =>
      `Das Passwort muss ${minimum} bis ${maximum} Zeichen haben.`,
    authenticatorIsOn: 'Der Authenticator ist schon an.',
    authenticatorIsOff: 'Der Authenticator ist aus.',
    invitationInvalid:
      'Der Code ist benutzt, zurückgezogen oder abgelaufen, oder die einladende Person ist kein Admin mehr. Bitten Sie um eine neue Einladung.',
    resetInvalid:
      'Der Link ist benutzt, abgelaufen oder durch einen späteren ersetzt. Fordern Sie eine neue E-Mail an.',
    operatorExists: 'Diese E-Mail-Adresse gehört schon zu einem Operator.',
    lastAdmin: 'Das ist der letzte Admin. Machen Sie zuerst einen anderen Operator zum Admin.',
    tooManyInvitations: (maximum: string) =>
      `Höchstens ${maximum} Einladungen dürfen offen sein. Ziehen Sie zuerst eine zurück.`,
    tooManyAttempts: (seconds: string) =>
      `Zu viele erfolglose Versuche. Versuchen Sie es in ${seconds} Sekunden erneut.`,
    providerUnreachable:
      'Der Identity-Provider antwortet nicht. Versuchen Sie es gleich erneut, oder melden Sie sich anders an.',
    providerFailed:
      'Der Identity-Provider hat diese Anmeldung nicht bestätigt, oder sie dauerte zu lange. Beginnen Sie von vorn.',
    providerNoRole: 'Keine Ihrer Gruppen gibt Ihnen eine Rolle auf diesem Server. Fragen Sie seinen Admin.',
    providerEmail: 'Der Identity-Provider hat Ihre E-Mail-Adresse nicht überprüft. Fragen Sie seinen Admin.',
    providerNotInvited: 'Sie sind kein Operator dieses Servers. Bitten Sie einen Admin um eine Einladung.',
    providerNotConfirmed:
      'Der Identity-Provider hat nicht erneut nach Ihrer Identität gefragt. Sein Admin muss auth_time senden lassen.',
    providerRequired:
      'Melden Sie sich über den Identity-Provider an. Nur lokale Admins dürfen sich anders anmelden.',
    refused: 'Der Server hat die Anfrage abgelehnt. Versuchen Sie es erneut.',
  },
})

/** Returns the reason as a sentence in the language of the page. */
export function explainRefusal(
  reason: PageRefusal | 'unreachable',
  parameters: RefusalParameters = {},
): string {
  const texts = pickTexts(refusalTexts, findLocale(document.documentElement.lang, undefined))
  const given = (name: string) => String(parameters[name] ?? '')
  if (reason === 'passwordLength') return texts.passwordLength(given('minimum'), given('maximum'))
  if (reason === 'tooManyInvitations') return texts.tooManyInvitations(given('maximum'))
  if (reason === 'tooManyAttempts') return texts.tooManyAttempts(given('seconds'))
  return texts[reason]
}

/** Whether the code of an error is a reason with a text of its own. */
export function isPageRefusal(code: string): code is PageRefusal {
  return code === 'passkeyNotUsed' || findRefusalReason(code) !== undefined
}

/** Returns the reason in a server's answer, if this page knows it. */
export function findRefusalReason(reason: unknown): RefusalReason | undefined {
  return REFUSAL_REASONS.find((known) => known === reason)
}
