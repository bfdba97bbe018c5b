import { expect, it } from 'vitest'
import { formatOf } from '../ui/format.ts'
import { writeLimit } from './write-limit.ts'

it.each([
  ['operatorIdleSeconds', 43_200, '12 h'],
  ['stepUpSeconds', 300, '5 min'],
  ['auditKeptSeconds', 31_536_000, '365 d'],
  ['resendTtlSecondsMin', 60, '1 min'],
  ['cursorFlushMillisecondsMax', 500, '500 ms'],
  ['payloadBytes', 4096, '4.1 kB'],
  ['pacedSharePercent', 25, '25%'],
  ['failedOperatorSignInsPerMinute', 5, '5'],
  ['simulatedRecipients', 100_000, '100,000'],
])('writes %s of %i as %s', (name, value, written) => {
  expect(writeLimit({ name, value }, formatOf('en'))).toBe(written)
})

it('writes in the language of the page', () => {
  expect(writeLimit({ name: 'quotaBytes', value: 16_777_216 }, formatOf('de'))).toBe('16,8 MB')
  expect(writeLimit({ name: 'knownDeviceSeconds', value: 15_552_000 }, formatOf('de'))).toBe('180 d')
})
