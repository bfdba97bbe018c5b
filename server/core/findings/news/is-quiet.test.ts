import { expect, test } from 'vitest'
import { isQuiet } from './is-quiet.ts'

const at = (time: string) => Date.parse(`2026-07-01T${time}:00Z`)

test.each([
  ['21:59', false],
  ['22:00', true],
  ['23:59', true],
  ['06:59', true],
  ['07:00', false],
])('hours across midnight: %s UTC is quiet: %s', (time, quiet) => {
  expect(isQuiet({ quiet: { from: '22:00', to: '07:00' }, timeZone: 'UTC' }, at(time))).toBe(quiet)
})

test('hours hold in the time zone of the reader, in summer time as well', () => {
  const reader = { quiet: { from: '12:00', to: '13:00' }, timeZone: 'Europe/Berlin' }
  expect([isQuiet(reader, at('10:30')), isQuiet(reader, at('12:30'))]).toEqual([true, false])
  const winter = Date.parse('2026-01-01T11:30:00Z')
  expect(isQuiet(reader, winter)).toBe(true)
})

test('a reader without hours, or with empty ones, is never quiet', () => {
  expect(isQuiet({ timeZone: 'UTC' }, at('03:00'))).toBe(false)
  expect(isQuiet({ quiet: { from: '03:00', to: '03:00' }, timeZone: 'UTC' }, at('03:00'))).toBe(false)
})
