import { defineTexts } from '../i18n/define-texts.ts'

export const receiverTexts = defineTexts({
  en: {
    receiver: 'Receiver',
    online: 'Online',
    offline: 'Offline',
    reachable: 'Reachable',
    session: 'Client with a session',
    pushSocket: 'Browser at this server',
    mozilla: 'Browser (Mozilla)',
    google: 'Browser (Google)',
    apple: 'Browser (Apple)',
    microsoft: 'Browser (Microsoft)',
    unifiedPush: 'UnifiedPush',
    aoiServer: 'Another AOI Server',
    inbox: 'Inbox',
  },
  de: {
    receiver: 'Empfänger',
    online: 'Online',
    offline: 'Offline',
    reachable: 'Erreichbar',
    session: 'Client mit Sitzung',
    pushSocket: 'Browser an diesem Server',
    mozilla: 'Browser (Mozilla)',
    google: 'Browser (Google)',
    apple: 'Browser (Apple)',
    microsoft: 'Browser (Microsoft)',
    unifiedPush: 'UnifiedPush',
    aoiServer: 'Anderer AOI Server',
    inbox: 'Posteingang',
  },
})
