import { expect, it } from 'vitest'
import { formatOf } from '../ui/format.ts'
import { dayOf, findTimeProblem, readDeliveryTime } from './read-delivery-time.ts'
import { readDuration } from './read-duration.ts'

it.each([0, 1, 90, 3600, 9000, 86_400, 604_800, 2_419_200])(
  'reads %d s as every page writes it',
  (seconds) => {
    for (const language of ['en', 'de'] as const)
      expect(readDuration(formatOf(language).duration(seconds))).toBe(seconds)
  },
)

it.each(['', '24', 'h', '1 w', '-1 h', '1.5 h', '24 h later', '24hours'])(
  'refuses “%s” as a length of time',
  (text) => {
    expect(readDuration(text)).toBeUndefined()
  },
)

it('takes the next time when the clock shows it, unless a day is chosen', () => {
  const noon = new Date(2026, 10, 30, 12, 0)
  expect(readDeliveryTime({ date: '', time: '' }, noon)).toBeUndefined()
  expect(readDeliveryTime({ date: '', time: '22:00' }, noon)).toEqual(new Date(2026, 10, 30, 22, 0))
  expect(readDeliveryTime({ date: '', time: '12:00' }, noon)).toEqual(new Date(2026, 11, 1, 12, 0))
  expect(readDeliveryTime({ date: '2026-12-24', time: '18:00' }, noon)).toEqual(new Date(2026, 11, 24, 18, 0))
  expect(dayOf(new Date(2026, 10, 30, 23, 59))).toBe('2026-11-30')
})

it('names a time that is over, and one too far ahead', () => {
  const now = new Date(2026, 10, 30, 12, 0)
  const problemOf = (milliseconds: number) =>
    findTimeProblem(new Date(now.getTime() + milliseconds), { now, farSeconds: 60 })
  expect([problemOf(0), problemOf(60_000), problemOf(60_001)]).toEqual(['timePast', undefined, 'timeFar'])
})
