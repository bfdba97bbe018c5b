import { defineTexts } from '../i18n/define-texts.ts'

export const texts = defineTexts({
  en: {
    title: 'AOI Clients',
    id: 'AOI Client ID',
    name: 'Name',
    platform: 'Platform',
    state: 'State',
    online: 'Online',
    offline: 'Offline',
    registrations: 'Registrations',
    queue: 'Queue',
    lastSeen: 'Last seen',
    created: 'Registered',
    unnamed: 'no name',
    disconnect: 'Disconnect…',
    deregister: 'Deregister…',
    empty: 'No AOI Client has registered yet',
    emptyHow:
      'An AOI Client is the part of a device that keeps the connection to this server. Make one on the command line:',
    command: 'the command that starts an AOI Client',
  },
  de: {
    title: 'AOI Clients',
    id: 'AOI Client ID',
    name: 'Name',
    platform: 'Plattform',
    state: 'Zustand',
    online: 'Online',
    offline: 'Offline',
    registrations: 'Registrierungen',
    queue: 'Warteschlange',
    lastSeen: 'Zuletzt gesehen',
    created: 'Registriert',
    unnamed: 'ohne Namen',
    disconnect: 'Trennen …',
    deregister: 'Abmelden …',
    empty: 'Noch kein AOI Client ist registriert',
    emptyHow:
      'Ein AOI Client ist der Teil eines Geräts, der die Verbindung zu diesem Server hält. Auf der Kommandozeile:',
    command: 'den Befehl, der einen AOI Client startet',
  },
})
