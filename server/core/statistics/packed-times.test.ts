import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { addPackedTimes, packTimes } from './packed-times.ts'

function repack(histogram: TimeHistogram): TimeHistogram {
  const times = new TimeHistogram()
  addPackedTimes(times, packTimes(histogram))
  return times
}

it('a packed histogram has the same times', () => {
  const times = fc.array(fc.tuple(fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 300 })))
  fc.assert(
    fc.property(times, (added) => {
      const histogram = new TimeHistogram()
      for (const [time, count] of added) for (let again = 0; again < count; again += 1) histogram.add(time)
      expect(repack(histogram).toWire()).toEqual(histogram.toWire())
    }),
    { numRuns: 50 },
  )
})

it('a histogram of one filled bucket takes few bytes, and an empty one none', () => {
  const histogram = TimeHistogram.from([500, 4_000_000_000])
  expect(packTimes(histogram)).toHaveLength(7)
  expect(repack(histogram).total).toBe(4_000_000_000)
  expect(packTimes(new TimeHistogram())).toHaveLength(0)
})
