import { defineTexts } from '../i18n/define-texts.ts'

export const partyTexts = defineTexts({
  en: {
    clientLead: 'Client Application: everything that was sent to its tokens',
    serverLead: 'Server Application: everything that its API keys sent',
    notifications: 'Notifications',
    tokens: 'Tokens',
    registrations: 'Registrations',
    keys: 'API keys',
    stopHow: 'Revoke a key to stop its sender at once. A rotated key stays valid for as long as you choose.',
    noKeys: 'This Server Application has no API key.',
  },
  de: {
    clientLead: 'Client Application: alles, was an ihre Tokens ging',
    serverLead: 'Server Application: alles, was ihre API-Schlüssel sendeten',
    notifications: 'Benachrichtigungen',
    tokens: 'Tokens',
    registrations: 'Registrierungen',
    keys: 'API-Schlüssel',
    stopHow:
      'Widerrufen Sie einen Schlüssel, um seinen Absender sofort zu stoppen. Ein erneuerter Schlüssel gilt noch so lange, wie Sie wählen.',
    noKeys: 'Diese Server Application hat keinen API-Schlüssel.',
  },
})
