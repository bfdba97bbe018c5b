import { expect, it } from 'vitest'
import { timeLabels } from './time-labels.ts'

const HOUR = 3600
const MIDNIGHT = Date.UTC(2026, 10, 29) / 1000

it('labels hours by their time, and midnight by its date', () => {
  const at = [MIDNIGHT - 2 * HOUR, MIDNIGHT, MIDNIGHT + 2 * HOUR]
  expect(timeLabels('en', 'UTC')(at, 2 * HOUR)).toEqual(['22:00', 'Nov 29', '02:00'])
  expect(timeLabels('de', 'UTC')(at, 2 * HOUR)).toEqual(['22:00', '29. Nov.', '02:00'])
})

it('labels days by their date alone', () => {
  expect(timeLabels('en', 'UTC')([MIDNIGHT, MIDNIGHT + 14 * 24 * HOUR], 14 * 24 * HOUR)).toEqual([
    'Nov 29',
    'Dec 13',
  ])
})
