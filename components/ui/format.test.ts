import { describe, expect, test } from 'vitest'
import { formatOf } from './format.ts'

const NOW = '2026-11-23T12:00:00.000Z'
const after = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString()
const [english, german] = [formatOf('en'), formatOf('de')]

describe('an age', () => {
  test.each([
    [0, 'now'],
    [-1, '1 sec. ago'],
    [-59, '59 sec. ago'],
    [-59.6, '1 min. ago'],
    [-3599, '1 hr. ago'],
    [86_390, 'in 24 hr.'],
    [-3 * 86_400, '3 days ago'],
  ])('of %d seconds reads "%s"', (seconds, text) => {
    expect(english.age(after(seconds), NOW)).toBe(text)
  })
})

test('a count takes the grammatical form of its number', () => {
  const forms = { one: 'registration', other: 'registrations' }
  expect([0, 1, 2000].map((value) => english.count(value, forms))).toEqual([
    '0 registrations',
    '1 registration',
    '2,000 registrations',
  ])
})

test('an amount of bytes is shown in the fitting unit, with up to three digits', () => {
  expect([0, 1, 999, 1500, 16_777_216, 17_179_869_184].map(english.bytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.5 kB',
    '16.8 MB',
    '17.2 GB',
  ])
  expect(german.bytes(1500)).toBe('1,5 kB')
})

test('a time of day names UTC if the reader’s time zone is unknown', () => {
  expect(english.timeOfDay('2026-11-23T00:05:09.000Z', 'UTC')).toBe('00:05:09 UTC')
})

test('a duration is shown in the fitting unit, with up to three digits', () => {
  expect([1, 9.96, 220, 1584, 15_840, 90_000, 36_000_000, 200_000_000].map(english.length)).toEqual([
    '1 ms',
    '9.96 ms',
    '220 ms',
    '1.58 s',
    '15.8 s',
    '1.5 min',
    '10 h',
    '2.31 d',
  ])
})

test('a time to live is shown in everyday units', () => {
  expect([0, 59, 60, 3600, 86_400, 172_800, 604_800, 8000, 90_061].map(english.duration)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h',
    '24 h',
    '2 d',
    '7 d',
    '2 h 13 min',
    '25 h 1 min',
  ])
  expect(german.duration(2_419_200)).toBe('28 d')
})

test('a share is rounded to all only if it is all', () => {
  expect([0, 0.9999, 1].map(english.share)).toEqual(['0%', '99.9%', '100%'])
})

test('a German reader sees numbers, durations and dates in German format', () => {
  expect(german.number(100_000)).toBe('100.000')
  expect(german.length(1500)).toBe('1,5 s')
  expect(german.share(0.995)).toBe('99,5\u00a0%')
  expect(german.age(after(-3 * 86_400), NOW)).toBe('vor 3 Tagen')
  expect(german.moment(NOW, 'UTC')).toBe('23.11.2026, 12:00:00 UTC')
})
