import { defineTexts } from '../i18n/define-texts.ts'

export const limitTexts = defineTexts({
  en: {
    limits: 'Limits',
    tokens: 'Only these tokens (empty: all)',
    tokensHint: 'Client App Tokens with spaces between them',
    topics: 'Only these topics (empty: all)',
    topicsHint: 'Topics with spaces between them; the key then cannot send without a topic',
    perMinute: 'Requests a minute (empty: the limit of the server)',
    perDay: 'Notifications a day, UTC (empty: no limit)',
    onlyTokens: 'Only tokens',
    onlyTopics: 'Only topics',
    ofMinute: (count: string) => `${count} requests a minute`,
    ofDay: (count: string) => `${count} notifications a day`,
  },
  de: {
    limits: 'Grenzen',
    tokens: 'Nur diese Tokens (leer: alle)',
    tokensHint: 'Client App Tokens mit Leerzeichen dazwischen',
    topics: 'Nur diese Topics (leer: alle)',
    topicsHint: 'Topics mit Leerzeichen dazwischen; ohne Topic kann der Schlüssel dann nicht senden',
    perMinute: 'Anfragen pro Minute (leer: die Grenze des Servers)',
    perDay: 'Benachrichtigungen pro Tag, UTC (leer: keine Grenze)',
    onlyTokens: 'Nur Tokens',
    onlyTopics: 'Nur Topics',
    ofMinute: (count: string) => `${count} Anfragen pro Minute`,
    ofDay: (count: string) => `${count} Benachrichtigungen pro Tag`,
  },
})
