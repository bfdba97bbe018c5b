import { expect, test } from 'vitest'
import { readThresholds, THRESHOLDS, writeThresholds } from './thresholds.ts'

test('a threshold of the operator replaces the default, and the others stay', () => {
  expect(readThresholds(['unseenDays=14', 'hookRefusals=1'])).toEqual({
    ...THRESHOLDS,
    unseenDays: 14,
    hookRefusals: 1,
  })
  expect(readThresholds(writeThresholds(THRESHOLDS).split(','))).toEqual(THRESHOLDS)
})

test.each([
  ['days=3', 'must be NAME=NUMBER with a name of unseenDays, '],
  ['unseenDays=3=4', 'must be NAME=NUMBER with a name of unseenDays, '],
  ['unseenDays', 'unseenDays must be a whole number from 1 to 1000000'],
  ['unseenDays=0', 'unseenDays must be a whole number from 1 to 1000000'],
  ['unseenDays=1.5', 'unseenDays must be a whole number from 1 to 1000000'],
])('%s is refused with the expected form', (item, sentence) => {
  expect(readThresholds([item])).toContain(sentence)
})
