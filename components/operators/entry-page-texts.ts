import { defineTexts } from '../i18n/define-texts.ts'

/** Titles and leads of the pages for people who are not signed in. Only the server reads them, so no page loads them. */
export const entryPageTexts = defineTexts({
  en: {
    signInIs: 'The dashboard is for the operators of this server.',
    setupIs: 'You become its first operator, with the role admin. There is no default account.',
    invitation: 'Accept your invitation',
    invitationIs: 'An admin of this server invites you to be one of its operators.',
    reset: 'New password',
    resetIs: 'A link in a mail lets you choose a new password.',
    forgotten: 'Forgot your password?',
    confirmed: 'Your identity is confirmed',
    confirmedIs: 'Close this tab, and go on in the page that asked for it.',
  },
  de: {
    signInIs: 'Das Dashboard ist für die Operatoren dieses Servers.',
    setupIs: 'Sie werden sein erster Operator, mit der Rolle Admin. Es gibt kein voreingestelltes Konto.',
    invitation: 'Einladung annehmen',
    invitationIs: 'Ein Admin dieses Servers lädt Sie ein, einer seiner Operatoren zu werden.',
    reset: 'Neues Passwort',
    resetIs: 'Mit einem Link in einer Mail wählen Sie ein neues Passwort.',
    forgotten: 'Passwort vergessen?',
    confirmed: 'Ihre Identität ist bestätigt',
    confirmedIs: 'Schließen Sie diesen Tab, und arbeiten Sie auf der Seite weiter, die danach fragte.',
  },
})
