import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    title: 'Server Applications',
    name: 'Name',
    keys: 'API keys',
    lastUsed: 'Last used',
    never: 'never',
    created: 'Created',
    grants: 'May send to',
    key: 'Key',
    state: 'State',
    live: 'Valid',
    revoked: 'Revoked',
    expired: 'Over',
    expires: 'Ends',
    endless: 'does not end',
    empty: 'No application may send yet',
    emptyHow:
      'A Server Application sends with an API key. Make one on the server’s machine; it is shown once:',
    command: 'the command that makes an API key',
  },
  de: {
    title: 'Server Applications',
    name: 'Name',
    keys: 'API-Schlüssel',
    lastUsed: 'Zuletzt benutzt',
    never: 'nie',
    created: 'Angelegt',
    grants: 'Darf senden an',
    key: 'Schlüssel',
    state: 'Zustand',
    live: 'Gültig',
    revoked: 'Widerrufen',
    expired: 'Abgelaufen',
    expires: 'Endet',
    endless: 'endet nicht',
    empty: 'Noch keine Anwendung darf senden',
    emptyHow:
      'Eine Server Application sendet mit einem API-Schlüssel. Auf der Maschine des Servers anlegen; er wird einmal gezeigt:',
    command: 'den Befehl, der einen API-Schlüssel anlegt',
  },
})
