import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TIME_RANGES } from '#protocol/dashboard/time-range.ts'
import { choosePoints } from './choose-points.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-26T10:20:30.000Z')

const iso = (at: number) => new Date(at).toISOString()
const choose = (from: string, to: string) => choosePoints({ from, to }, NOW)

describe('the points of a time range', () => {
  it.each([
    ['15m', 60, 15],
    ['1h', 60, 60],
    ['24h', 300, 288],
    ['7d', 3600, 168],
    ['90d', 86_400, 90],
    ['yesterday', 3600, 24],
    ['lastWeek', 3600, 168],
  ] as const)('of %s have %i seconds, and are %i', (range, pointSeconds, count) => {
    const points = choosePoints({ range }, NOW)
    expect(points).toMatchObject({ pointSeconds, count })
    expect(points.to - points.from).toBe(count * pointSeconds * 1000)
  })

  it('of yesterday and last week are whole days and a whole week in UTC', () => {
    const [yesterday, week] = (['yesterday', 'lastWeek'] as const).map((range) =>
      choosePoints({ range }, NOW),
    )
    expect(yesterday && [iso(yesterday.from), iso(yesterday.to)]).toEqual([
      '2026-11-25T00:00:00.000Z',
      '2026-11-26T00:00:00.000Z',
    ])
    expect(week && [iso(week.from), iso(week.to)]).toEqual([
      '2026-11-16T00:00:00.000Z',
      '2026-11-23T00:00:00.000Z',
    ])
  })

  it('are of rows that are still kept, also for the period before', () => {
    for (const range of TIME_RANGES) {
      const { from, to, seconds } = choosePoints({ range }, NOW)
      const kept = { 60: LIMITS.rollupMinutesKeptSeconds, 3600: LIMITS.rollupHoursKeptSeconds, 86400: 1e9 }
      expect(NOW - (from - (to - from))).toBeLessThanOrEqual(kept[seconds] * 1000)
    }
  })

  it('cover a custom range to both ends', () => {
    expect(choose('2026-11-26T09:30:20.000Z', '2026-11-26T09:40:20.000Z')).toMatchObject({
      ...{ pointSeconds: 60, count: 11, from: Date.parse('2026-11-26T09:30:00.000Z') },
    })
    expect(choose('2026-09-01T00:00:00.000Z', '2026-09-03T00:00:00.000Z')).toMatchObject({
      ...{ pointSeconds: 86_400, count: 2 },
    })
    expect(choose(iso(NOW - 500 * DAY), iso(NOW))).toMatchObject({ pointSeconds: 604_800 })
  })

  it('refuse a range without an end, with both forms, in the wrong order, or longer than all points', () => {
    const refusal = (run: () => unknown, reason: RegExp) => expect(run).toThrow(reason)
    refusal(() => choosePoints({}, NOW), /range: is required/)
    refusal(() => choosePoints({ from: iso(NOW) }, NOW), /range: is required/)
    refusal(() => choosePoints({ range: '1h', from: iso(NOW) }, NOW), /range: must be alone/)
    refusal(() => choose(iso(NOW), iso(NOW)), /from: must be earlier/)
    refusal(() => choose('1970-01-01T00:00:00Z', iso(NOW)), /from: must be at most 2800 days/)
  })
})
