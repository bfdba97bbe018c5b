import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  applyChanges,
  bucketOf,
  bucketStart,
  HISTOGRAM_BUCKETS,
  packChanges,
  packStates,
  percentile,
  unpackStates,
} from './fan-out.ts'

const states = fc.uint8Array({ max: 5, maxLength: 400 })

it('unpacks what it packed, in half a byte a recipient', () => {
  fc.assert(
    fc.property(states, (given) => {
      const packed = packStates(given)
      expect(packed.length).toBe(Math.ceil(given.length / 2))
      expect(unpackStates(packed, given.length)).toEqual(given)
    }),
  )
})

it('makes of older states the newer ones by what changed', () => {
  const pair = fc.integer({ min: 0, max: 300 }).chain((length) => {
    const whole = fc.uint8Array({ max: 5, minLength: length, maxLength: length })
    return fc.tuple(whole, whole)
  })
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const changed = [...after.keys()].filter((index) => before[index] !== after[index])
      const applied = Uint8Array.from(before)
      applyChanges(applied, packChanges(changed, after))
      expect(applied).toEqual(after)
    }),
  )
})

it('puts every time into the bucket that it lies in', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (milliseconds) => {
      const bucket = bucketOf(milliseconds)
      expect(bucketStart(bucket)).toBeLessThanOrEqual(milliseconds)
      if (bucket < HISTOGRAM_BUCKETS - 1) expect(milliseconds).toBeLessThan(bucketStart(bucket + 1))
    }),
    { examples: [[0], [1], [10], [100], [1000], [86_400_000]] },
  )
})

it('tells within which time a share of them acked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e8 }), { minLength: 1 }), (times) => {
      const histogram = new Array<number>(HISTOGRAM_BUCKETS).fill(0)
      for (const time of times) histogram[bucketOf(time)] = (histogram[bucketOf(time)] ?? 0) + 1
      const sorted = times.toSorted((a, b) => a - b)
      for (const share of [0.5, 0.95, 0.99, 1]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
        expect(bucketOf(exact)).toBe(bucketOf((percentile(histogram, share) ?? 0) * (1 - 1e-9)))
      }
    }),
  )
  expect(percentile(new Array(HISTOGRAM_BUCKETS).fill(0), 0.5)).toBeUndefined()
})
