import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { timeHistogramSchema } from './dashboard/fan-out.ts'
import { TIME_BUCKETS, TimeHistogram, timeBucketOf, timeBucketStart } from './time-histogram.ts'

const milliseconds = fc.oneof(fc.nat(100), fc.nat(10_000), fc.nat(86_400_000), fc.nat(28 * 86_400_000))
const times = fc.array(milliseconds, { minLength: 1, maxLength: 400 })

function histogramOf(sample: readonly number[]): TimeHistogram {
  const histogram = new TimeHistogram()
  for (const time of sample) histogram.add(time)
  return histogram
}

it('puts every time into its bucket, and no bucket is wider than 5 %', () => {
  fc.assert(
    fc.property(milliseconds, (time) => {
      const bucket = timeBucketOf(time)
      const [start, end] = [timeBucketStart(bucket), timeBucketStart(bucket + 1)]
      expect(start).toBeLessThanOrEqual(time)
      expect(time).toBeLessThan(end)
      expect(end - start).toBeLessThanOrEqual(Math.max(1, 0.05 * start))
    }),
    { examples: [[0], [31], [32], [63], [64], [65], [1000], [28 * 86_400_000]] },
  )
  expect(timeBucketOf(Number.MAX_SAFE_INTEGER)).toBe(TIME_BUCKETS - 1)
  expect(timeBucketOf(-5)).toBe(0)
})

it('computes any percentile of the times to ack within 5 %', () => {
  fc.assert(
    fc.property(times, (sample) => {
      const histogram = histogramOf(sample)
      const sorted = sample.toSorted((a, b) => a - b)
      for (const share of [0.01, 0.5, 0.95, 0.99, 1]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
        expect(Math.abs((histogram.percentile(share) ?? -1) - exact)).toBeLessThanOrEqual(0.05 * exact)
      }
    }),
  )
  expect(new TimeHistogram().percentile(0.5)).toBeUndefined()
})

it('distinguishes percentiles of a fan-out in which most acknowledgements took 1.6 s', () => {
  const sample = Array.from({ length: 1000 }, (_, index) => 1500 + index * 0.7)
  const histogram = histogramOf(sample.map(Math.round))
  expect(histogram.percentile(0.5)).toBeCloseTo(1850, -2)
  expect(histogram.percentile(0.95)).toBeGreaterThan((histogram.percentile(0.5) ?? 0) * 1.1)
})

it('keeps the same times when it is merged, copied or sent over the wire', () => {
  fc.assert(
    fc.property(times, times, (one, other) => {
      const whole = histogramOf([...one, ...other])
      const merged = histogramOf(one)
      merged.merge(histogramOf(other))
      const wire = timeHistogramSchema.parse(whole.toWire())
      for (const same of [merged, whole.copy(), TimeHistogram.from(wire)]) {
        expect(same.toWire()).toEqual(wire)
        expect(same.total).toBe(one.length + other.length)
      }
    }),
  )
})

it('is bounded on the wire for any times', () => {
  const histogram = new TimeHistogram()
  for (let bucket = 0; bucket < TIME_BUCKETS; bucket += 1) histogram.add(timeBucketStart(bucket))
  expect(timeHistogramSchema.safeParse(histogram.toWire()).success).toBe(true)
  expect(timeHistogramSchema.safeParse([...histogram.toWire(), 1, 1]).success).toBe(false)
  histogram.setAll([TIME_BUCKETS, 5])
  expect(histogram.total).toBe(TIME_BUCKETS)
})

it('merges the times of another copy of the class, as the pages have one', async () => {
  const other = histogramOf([1, 500, 500])
  vi.resetModules()
  const copy = await import('./time-histogram.ts')
  expect(copy.TimeHistogram).not.toBe(TimeHistogram)
  const merged = new copy.TimeHistogram()
  merged.add(7)
  merged.merge(other)
  expect(merged.total).toBe(4)
  expect(merged.toWire()).toEqual(histogramOf([1, 7, 500, 500]).toWire())
})
