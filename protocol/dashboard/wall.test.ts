import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packBar, readBar, WALL_LANE_BYTES } from './wall.ts'

const pack = (bar: { notifications: number; recipients: number; acked: number }, most = bar.recipients) => {
  const bytes = new Uint8Array(WALL_LANE_BYTES)
  packBar(bytes, { at: 3, bar, most })
  return readBar(bytes, 3)
}

it('a bar is full only with all recipients, and empty only without any', () => {
  const recipients = fc.integer({ min: 1, max: 1_000_000 })
  const counts = recipients.chain((most) => fc.tuple(fc.constant(most), fc.nat({ max: most })))
  fc.assert(
    fc.property(counts, ([all, acked]) => {
      const { filled } = pack({ notifications: 1, recipients: all, acked })
      expect(filled === 1).toBe(acked === all)
      expect(filled === 0).toBe(acked === 0)
      expect(Math.abs(filled - acked / all)).toBeLessThan(0.01)
    }),
  )
})

it('a bar has the size of its recipients, and none without recipients', () => {
  expect(pack({ notifications: 2, recipients: 25, acked: 0 }, 100).size).toBeCloseTo(0.5, 2)
  expect(pack({ notifications: 2, recipients: 1, acked: 0 }, 1_000_000).size).toBeGreaterThan(0)
  expect(pack({ notifications: 2, recipients: 0, acked: 0 }, 1)).toEqual({
    notifications: 2,
    size: 0,
    filled: 0,
  })
  expect(pack({ notifications: 9000, recipients: 1, acked: 0 }, 1).notifications).toBe(255)
})
