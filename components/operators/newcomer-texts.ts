import { defineTexts } from '../i18n/define-texts.ts'

/** Texts for becoming an operator: by the setup code, or by an invitation. */
export const newcomerTexts = defineTexts({
  en: {
    notDone: 'The action failed',
    setup: 'Set up this server',
    setupCode: 'Setup code',
    setupCodeIs: 'The server prints a new code in its terminal at every start.',
    invitationBad: 'This invitation is not valid',
    invitationCut: 'The link lacks the code after the #. Copy the whole link, or ask for another invitation.',
    youWillBe: (role: string, email: string) => `Your e-mail address is ${email}, your role is ${role}.`,
    yourName: 'Your name',
    email: 'E-mail',
    emailIs: 'You sign in with it.',
    password: 'Password',
    passwordIs: (characters: string) => `At least ${characters} characters. You can add a passkey later.`,
    join: 'Accept invitation',
  },
  de: {
    notDone: 'Die Aktion ist fehlgeschlagen',
    setup: 'Diesen Server einrichten',
    setupCode: 'Einrichtungscode',
    setupCodeIs: 'Der Server gibt bei jedem Start einen neuen Code in seinem Terminal aus.',
    invitationBad: 'Diese Einladung ist nicht gültig',
    invitationCut:
      'Im Link fehlt der Code nach dem #. Kopieren Sie den ganzen Link, oder bitten Sie um eine neue Einladung.',
    youWillBe: (role: string, email: string) => `Ihre E-Mail-Adresse ist ${email}, Ihre Rolle ist ${role}.`,
    yourName: 'Ihr Name',
    email: 'E-Mail',
    emailIs: 'Damit melden Sie sich an.',
    password: 'Passwort',
    passwordIs: (characters: string) =>
      `Mindestens ${characters} Zeichen. Einen Passkey können Sie später hinzufügen.`,
    join: 'Einladung annehmen',
  },
})
