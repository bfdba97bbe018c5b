import { describe, expect, test } from 'vitest'
import type { Flight } from '#protocol/dashboard/flight.ts'
import { layOutLanes, placeIn } from './flight-layout.ts'

const AXIS = { from: '2026-11-27T10:00:00.000Z', to: '2026-11-27T11:00:00.000Z' }

function flight(minutes: readonly number[]): Flight {
  const deliveries = minutes.map((minute) => ({
    ...{
      notificationId: `01999999-0000-7000-8000-${String(minute).padStart(12, '0')}`,
      applicationName: 'news',
    },
    ...{ token: { id: 1, fingerprint: 'abcdef' }, outcome: 'pending' as const },
    acceptedAt: new Date(Date.parse(AXIS.from) + minute * 60_000).toISOString(),
  }))
  return { ...AXIS, connections: [], deliveries, cut: false }
}

describe('the flight recorder’s chart', () => {
  test('places instants between its ends, and earlier and later ones at its ends', () => {
    expect(placeIn(AXIS, '2026-11-27T10:30:00.000Z')).toBe(50)
    expect(placeIn(AXIS, '2026-11-26T10:30:00.000Z')).toBe(0)
    expect(placeIn(AXIS, '2026-11-28T10:30:00.000Z')).toBe(100)
  })

  test('lets deliveries at different times share a lane, and stacks simultaneous ones', () => {
    expect(layOutLanes(flight([50, 30, 10]))).toEqual({ laneOf: [0, 0, 0], count: 1 })
    expect(layOutLanes(flight([30, 30, 30]))).toEqual({ laneOf: [0, 1, 2], count: 3 })
  })

  test('has at most as many lanes as a screen can show', () => {
    expect(layOutLanes(flight(Array.from({ length: 50 }, () => 30))).count).toBe(12)
  })
})
