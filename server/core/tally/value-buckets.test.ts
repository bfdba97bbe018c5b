import { expect, test } from 'vitest'
import { ValueBuckets } from './value-buckets.ts'

test('counts a value in the first bucket whose bound is not below it', () => {
  const buckets = new ValueBuckets([1, 2, 4])
  for (const value of [0, 1, 1.5, 4, 100]) buckets.add(value)
  expect(buckets.cumulative()).toEqual([
    [1, 2],
    [2, 3],
    [4, 4],
  ])
  expect(buckets.count).toBe(5)
  expect(buckets.sum).toBe(106.5)
})
