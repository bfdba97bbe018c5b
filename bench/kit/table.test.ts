import { expect, test } from 'vitest'
import { median, percentile, ratio, ratioInTurns, spread } from './table.ts'

test('the median of an even number of rounds lies between the two middle ones', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([9])).toBe(9)
})

test('a percentile is a measured value', () => {
  const sample = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentile(sample, 99)).toBe(99)
  expect(percentile(sample, 100)).toBe(100)
  expect(percentile([7], 50)).toBe(7)
})

test('one round is shown alone, and several with their spread', () => {
  expect(spread([2], String)).toBe('2')
  expect(spread([3, 1, 2], String)).toBe('2 (1–3)')
})

test('a ratio compares medians, and reports that there is nothing to compare with', () => {
  expect(ratio([3, 4, 5], [2])).toBe('2.00 ×')
  expect(ratio([3], undefined)).toBe('–')
})

test('a ratio of alternating measurements is computed for each round', () => {
  expect(ratioInTurns([10, 30, 50], [10, 10, 10])).toBe('3.00 (1.00–5.00) ×')
  expect(ratioInTurns([100, 20, 300], [50, 10, 100])).toBe('2.00 (2.00–3.00) ×')
  expect(ratioInTurns([3], undefined)).toBe('–')
})
