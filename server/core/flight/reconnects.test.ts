import { describe, expect, test } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { Reconnects } from './reconnects.ts'

const joined = (aoiClientId: string) => ({ kind: 'sessionJoined', aoiClientId }) as const

describe('the watch of reconnects', () => {
  test('counts the AOI Clients that connected often enough since a time', () => {
    const clock = new TestClock()
    const reconnects = new Reconnects(clock)
    reconnects.onAnnouncement(joined('restless'))
    clock.advance(5000)
    const since = clock.now()
    for (let time = 0; time < 3; time += 1) reconnects.onAnnouncement(joined('restless'))
    reconnects.onAnnouncement(joined('calm'))
    expect(reconnects.count({ since, connections: 3 })).toBe(1)
    expect(reconnects.count({ since, connections: 4 })).toBe(0)
    expect(reconnects.count({ since: since - 5000, connections: 4 })).toBe(1)
    reconnects.onAnnouncement({ kind: 'aoiClientEnded', aoiClientId: 'restless' })
    expect(reconnects.count({ since, connections: 3 })).toBe(0)
  })

  test('keeps the AOI Clients that connected last', () => {
    const reconnects = new Reconnects(new TestClock())
    reconnects.onAnnouncement(joined('first'))
    for (let client = 0; client < LIMITS.flightClients; client += 1)
      reconnects.onAnnouncement(joined(`client ${client}`))
    expect(reconnects.count({ since: 0, connections: 1 })).toBe(LIMITS.flightClients)
  })
})
