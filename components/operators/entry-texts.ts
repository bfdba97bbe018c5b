import { defineTexts } from '../i18n/define-texts.ts'

/** Texts for proving an identity: the page of the sign-in, and the dialogs that ask again. */
export const entryTexts = defineTexts({
  en: {
    notSignedIn: 'The sign-in failed',
    signIn: 'Sign in',
    withPasskey: 'Sign in with a passkey',
    orPassword: 'or with your password',
    email: 'E-mail',
    password: 'Password',
    code: 'Code of your authenticator',
    codeIs: 'Enter six digits, or one of your backup codes.',
    confirm: 'Confirm',
    goOn: 'Continue',
  },
  de: {
    notSignedIn: 'Die Anmeldung ist fehlgeschlagen',
    signIn: 'Anmelden',
    withPasskey: 'Mit einem Passkey anmelden',
    orPassword: 'oder mit Ihrem Passwort',
    email: 'E-Mail',
    password: 'Passwort',
    code: 'Code Ihres Authenticators',
    codeIs: 'Geben Sie sechs Ziffern oder einen Ihrer Backup-Codes ein.',
    confirm: 'Bestätigen',
    goOn: 'Weiter',
  },
})
