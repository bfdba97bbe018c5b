import { describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { FlightRecorder } from './flight-recorder.ts'

const opened = (aoiClientId: string) => ({ kind: 'sessionJoined', aoiClientId }) as const
const closed = (aoiClientId: string, closingCode?: number) =>
  ({ kind: 'sessionLeft', aoiClientId, ...(closingCode === undefined ? {} : { closingCode }) }) as const

describe('the flight recorder', () => {
  test('records when each connection of an AOI Client began and ended, and its closing code', () => {
    const clock = new TestClock()
    const recorder = new FlightRecorder(clock)
    const openedAt = clock.now()
    recorder.onAnnouncement(opened('phone'))
    clock.advance(5000)
    recorder.onAnnouncement(closed('phone', 4408))
    recorder.onAnnouncement(opened('phone'))
    expect(recorder.connectionsOf('phone')).toEqual([
      { openedAt, closedAt: openedAt + 5000, closingCode: 4408 },
      { openedAt: openedAt + 5000 },
    ])
    expect(recorder.connectionsOf('tablet')).toEqual([])
  })

  test('keeps the latest connections of each AOI Client, and the AOI Clients that connected last', () => {
    const clock = new TestClock()
    const recorder = new FlightRecorder(clock)
    for (let time = 0; time <= LIMITS.flightConnectionsPerClient; time += 1) {
      recorder.onAnnouncement(opened('restless'))
      recorder.onAnnouncement(closed('restless'))
      clock.advance(1)
    }
    expect(recorder.connectionsOf('restless')).toHaveLength(LIMITS.flightConnectionsPerClient)
    for (let client = 0; client < LIMITS.flightClients; client += 1)
      recorder.onAnnouncement(opened(`client ${client}`))
    expect(recorder.connectionsOf('restless')).toEqual([])
    expect(recorder.connectionsOf('client 0')).toHaveLength(1)
  })
})
