import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OUTAGES_IN_GERMAN } from './outage-sentences.ts'
import { SERVER_SENTENCES, translateSentence } from './server-sentences.ts'

const sources = readdirSync('server', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.startsWith('db/generated'))
  .map((file) => readFileSync(`server/${file}`, 'utf8'))

it.each(SERVER_SENTENCES)('the server still writes “$source”', ({ source }) => {
  expect(sources.some((text) => text.includes(source))).toBe(true)
})

it('translates every reason for which the server is without its database', () => {
  const source = readFileSync('server/db/connection/database-errors.ts', 'utf8')
  const reasons = [...source.matchAll(/(?:stays|moved)\(\s*'([^']+)'/g)].map(([, reason]) => reason)
  expect(reasons.length).toBeGreaterThan(20)
  expect(Object.keys(OUTAGES_IN_GERMAN).toSorted()).toEqual([...new Set(reasons)].toSorted())
})

it.each([
  [
    'the database took more than 3000 ms for one write',
    'Die Datenbank brauchte für einen Schreibvorgang mehr als 3000 ms',
  ],
  [
    "tokenScope: must be '' or this provider's origin, https://push.example.org",
    "tokenScope: muss '' oder der Ursprung dieses Anbieters sein, https://push.example.org",
  ],
  [
    '3 of 4 (1 failed): members: sent by mistake [a, b]',
    '3 von 4 (1 fehlgeschlagen): members: sent by mistake [a, b]',
  ],
  ['2 members: leaked\nyesterday', '2 Mitglieder: leaked\nyesterday'],
  ['further accounts and addresses, 7 more', 'weitere Konten und Adressen, noch 7'],
])('translates “%s” into German', (english, german) => {
  expect(translateSentence(english, 'de')).toBe(german)
  expect(translateSentence(english, 'en')).toBe(english)
})

it('keeps the operators’ own words', () => {
  expect(translateSentence('the server is draining, they said', 'de')).toBe(
    'the server is draining, they said',
  )
})
