import { defineTexts } from '../i18n/define-texts.ts'

/** Texts that say why a session is over, by the server's code, and how to continue. */
export const sessionTexts = defineTexts({
  en: {
    title: 'Sign in again',
    stays: 'This page stays as it is, with everything you typed.',
    bar: 'You are signed out.',
    signIn: 'Sign in',
    asSomebodyElse: 'Sign in as another operator and leave this page',
    notSignedIn: 'You are signed out, so the action did not run. Sign in and try again.',
    'session-expired': 'Your session has expired.',
    'session-ended': 'An operator ended your session, or your password or authenticator changed.',
    'role-changed': 'An admin changed your role, which ended your session.',
    'signed-out': 'You signed out, perhaps in another tab, or your session has ended.',
  },
  de: {
    title: 'Neu anmelden',
    stays: 'Diese Seite bleibt, wie sie ist, mit allem, was Sie eingegeben haben.',
    bar: 'Sie sind abgemeldet.',
    signIn: 'Anmelden',
    asSomebodyElse: 'Als anderer Operator anmelden und diese Seite verlassen',
    notSignedIn:
      'Sie sind abgemeldet, deshalb lief die Aktion nicht. Melden Sie sich an und versuchen Sie es erneut.',
    'session-expired': 'Ihre Sitzung ist abgelaufen.',
    'session-ended':
      'Ein Operator hat Ihre Sitzung beendet, oder Ihr Passwort oder Authenticator hat sich geändert.',
    'role-changed': 'Ein Admin hat Ihre Rolle geändert. Das hat Ihre Sitzung beendet.',
    'signed-out':
      'Sie haben sich abgemeldet, vielleicht in einem anderen Tab, oder Ihre Sitzung ist zu Ende.',
  },
})

const REASONS = ['session-expired', 'session-ended', 'role-changed', 'signed-out'] as const

/** Returns the sentence for a code of the server; an unknown code means that the session is over. */
export function reasonOf(code: string): (typeof REASONS)[number] {
  return REASONS.find((reason) => reason === code) ?? 'signed-out'
}
