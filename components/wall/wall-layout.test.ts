import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packBar, WALL_BARS, WALL_LANE_BYTES, type WallFrame } from '#protocol/dashboard/wall.ts'
import { holdOrder } from './hold-order.ts'
import { barAt, endOf, placeAt, placeBar, timesOf } from './wall-layout.ts'

const END = Date.UTC(2026, 10, 30, 12)
const STRIP = { key: '1', left: 10, top: 100, width: 600, height: 40 }
const LAST = WALL_BARS - 1

function frameOf(bar: { recipients: number; acked: number }, most = bar.recipients): WallFrame {
  const bars = new Uint8Array(WALL_LANE_BYTES)
  packBar(bars, { at: LAST, bar: { notifications: 1, ...bar }, most: Math.max(1, most) })
  return { endsAt: END, unit: 'token', missing: 0, lanes: [], more: 0, bars }
}

function draw(frame: WallFrame, { place = LAST, end = END } = {}) {
  const bar = barAt(frame, { lane: 0, place: LAST })
  return bar === undefined ? undefined : placeBar(bar, { strip: STRIP, place, frame, end })
}

describe('a bar', () => {
  it('fills from below as members acknowledge', () => {
    const heights = [0, 25, 50, 100].map((acked) => draw(frameOf({ recipients: 100, acked }))?.filled.height)
    expect(heights[0]).toBe(0)
    expect(heights[1]).toBeCloseTo(10, 0)
    expect(heights[2]).toBeCloseTo(20, 0)
    expect(heights[3]).toBe(40)
    const { filled, outline } = draw(frameOf({ recipients: 100, acked: 25 })) ?? {}
    expect((filled?.y ?? 0) + (filled?.height ?? 0)).toBe((outline?.y ?? 0) + (outline?.height ?? 0))
  })

  it('is as high as its recipients, and marked if it has none', () => {
    expect(draw(frameOf({ recipients: 25, acked: 0 }, 100))?.outline.height).toBeCloseTo(20, 0)
    expect(draw(frameOf({ recipients: 0, acked: 0 }))).toMatchObject({ isEmpty: true })
    expect(barAt(frameOf({ recipients: 1, acked: 0 }), { lane: 0, place: 0 })).toBeUndefined()
  })

  it('moves to the left with time, and leaves the strip', () => {
    const frame = frameOf({ recipients: 1, acked: 1 })
    expect(draw(frame)?.outline.x).toBe(600)
    expect(draw(frame, { end: END + 1000 })?.outline.x).toBe(560)
    expect(draw(frame, { place: 0, end: END + 1000 })).toBeUndefined()
  })

  it('is found under the pointer, wherever it stands', () => {
    const seen = fc.record({
      place: fc.integer({ min: 6, max: LAST }),
      later: fc.integer({ min: 0, max: 1500 }),
    })
    fc.assert(
      fc.property(seen, ({ place, later }) => {
        const frame = frameOf({ recipients: 1, acked: 1 })
        const end = endOf(frame, END + later)
        const { x = 0, width = 0 } = draw(frame, { place, end })?.outline ?? {}
        expect(placeAt(x + width / 2 - STRIP.left, { width: STRIP.width, frame, end })).toBe(place)
      }),
    )
  })
})

it('the picture moves on between two frames, and stands still without them', () => {
  const frame = frameOf({ recipients: 1, acked: 1 })
  expect([END - 5000, END + 300, END + 60_000].map((now) => endOf(frame, now) - END)).toEqual([0, 300, 1500])
})

it('a bar has the notifications of a quarter of a second', () => {
  const frame = frameOf({ recipients: 1, acked: 1 })
  expect(timesOf(frame, LAST)).toEqual({ from: END - 250, to: END - 1 })
})

it('lanes keep their order while somebody points at them', () => {
  const shown = ['a', 'b', 'c']
  expect(holdOrder(['c', 'd', 'a'], { shown, isHeld: false })).toEqual(['c', 'd', 'a'])
  expect(holdOrder(['c', 'd', 'a'], { shown, isHeld: true })).toEqual(['a', 'c', 'd'])
})
