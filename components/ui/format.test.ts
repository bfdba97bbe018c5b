import { describe, expect, test } from 'vitest'
import { formatAge, formatCount, formatTimeOfDay } from './format.ts'

const NOW = '2026-11-23T12:00:00.000Z'
const after = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString()

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
    expect(formatAge(after(seconds), NOW)).toBe(text)
  })
})

test('a count takes the form that its number asks for', () => {
  const forms = { one: 'registration', other: 'registrations' }
  expect([0, 1, 2000].map((value) => formatCount(value, forms))).toEqual([
    '0 registrations',
    '1 registration',
    '2,000 registrations',
  ])
})

test('a time of day says that it is UTC where the reader’s zone is not known', () => {
  expect(formatTimeOfDay('2026-11-23T00:05:09.000Z', 'UTC')).toBe('00:05:09 UTC')
})
