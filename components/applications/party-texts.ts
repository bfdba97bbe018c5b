import { defineTexts } from '../i18n/define-texts.ts'

export const partyTexts = defineTexts({
  en: {
    clientLead: 'Client Application: everything that was sent to its tokens',
    serverLead: 'Server Application: everything that its API keys sent',
    notifications: 'Notifications',
    tokens: 'Tokens',
    registrations: 'Registrations',
    keys: 'API keys',
  },
  de: {
    clientLead: 'Client Application: alles, was an ihre Tokens ging',
    serverLead: 'Server Application: alles, was ihre API-Schlüssel sendeten',
    notifications: 'Benachrichtigungen',
    tokens: 'Tokens',
    registrations: 'Registrierungen',
    keys: 'API-Schlüssel',
  },
})
