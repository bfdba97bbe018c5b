import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryDelay } from './retry-delay.ts'

const limits = { baseMilliseconds: 500, maxMilliseconds: 30_000 }

describe('the delay before another attempt', () => {
  it('is random within a range that doubles up to its maximum', () => {
    const ceilings = [1, 2, 3, 7, 50, 5000].map((attempt) =>
      retryDelay({ ...limits, attempt, random: 0.999999 }),
    )
    expect(ceilings).toEqual([499, 999, 1999, 29_999, 29_999, 29_999])
    expect(retryDelay({ ...limits, attempt: 7, random: 0.5 })).toBe(15_000)
    expect(retryDelay({ ...limits, attempt: 7, random: 0 })).toBe(0)
  })

  it('never ends before the time that the server requested', () => {
    const input = fc.record({
      attempt: fc.integer({ min: 1, max: 100 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      retryAfterMs: fc.nat({ max: 100_000 }),
    })
    fc.assert(
      fc.property(input, ({ retryAfterMs, ...rest }) => {
        const delay = retryDelay({ ...limits, ...rest, retryAfterMs })
        expect(delay).toBeGreaterThanOrEqual(retryAfterMs)
        expect(delay).toBeLessThan(retryAfterMs + limits.maxMilliseconds)
      }),
    )
  })
})
