import { expect, test } from 'vitest'
import { readDelay } from './read-delay.ts'

/** A Wednesday, in the time zone of the machine. */
const NOW = new Date(2026, 6, 15, 12, 0, 0).getTime()
const MINUTE = 60_000

test.each([
  ['30m', 30],
  ['30min', 30],
  ['in 2 hours', 120],
  ['1h30m', 90],
  ['1.5h', 90],
  ['2 days', 2880],
  ['90s', 1.5],
  [String(NOW / 1000 + 600), 10],
])('%s is a span of time', (text, minutes) => {
  expect(readDelay(text, NOW) - NOW).toBe(minutes * MINUTE)
})

test.each([
  ['10am', new Date(2026, 6, 16, 10)],
  ['8:30pm', new Date(2026, 6, 15, 20, 30)],
  ['15:45', new Date(2026, 6, 15, 15, 45)],
  ['12am', new Date(2026, 6, 16)],
  ['tomorrow, 10am', new Date(2026, 6, 16, 10)],
  ['tomorrow 3pm', new Date(2026, 6, 16, 15)],
  ['today at 1:05 pm', new Date(2026, 6, 15, 13, 5)],
  ['tomorrow', new Date(2026, 6, 16, 12)],
  ['Friday, 7am', new Date(2026, 6, 17, 7)],
  ['Wednesday 7am', new Date(2026, 6, 22, 7)],
  ['wed, 1pm', new Date(2026, 6, 15, 13)],
  ['2026-07-20T10:00:00Z', new Date(Date.UTC(2026, 6, 20, 10))],
])('%s is a point of time', (text, expected) => {
  expect(new Date(readDelay(text, NOW))).toEqual(expected)
})

test.each([
  '',
  '30',
  'soon',
  '25:00',
  '13pm',
  'today, 7am',
  '1',
  '2020-01-01T00:00:00Z',
  'monday',
  '1h30',
  '-5m',
])('"%s" is not understood', (text) => {
  expect(() => readDelay(text, NOW)).toThrow('unable to parse delay')
})

test('a delay beyond 30 days is refused', () => {
  expect(readDelay('30d', NOW)).toBe(NOW + 30 * 1440 * MINUTE)
  expect(() => readDelay('721h', NOW)).toThrow('at most 30 days')
  expect(() => readDelay('999999999999', NOW)).toThrow('at most 30 days')
})
