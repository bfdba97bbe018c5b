import { describe, expect, it } from 'vitest'
import { findLiveness } from './live-state.tsx'

const readAt = '2026-11-23T12:00:00.000Z'
const well = { feed: 'joined', paused: false, failing: false, readAt } as const

describe('a page that follows the server', () => {
  it('is live while its feed is open and its last read succeeded', () => {
    expect(findLiveness(well).state).toBe('live')
  })

  it.each([
    ['its feed is lost', { feed: 'lost' }, 'lost'],
    ['its last read failed', { failing: true }, 'lost'],
    ['its last read failed before the feed opened', { feed: 'opening', failing: true }, 'lost'],
    ['it is paused', { paused: true }, 'paused'],
    ['it is paused while the feed is lost', { paused: true, feed: 'lost' }, 'paused'],
    ['the feed never opened', { feed: 'opening' }, 'asOf'],
  ] as const)('is not live since its last read when %s', (_, change, state) => {
    expect(findLiveness({ ...well, ...change })).toEqual({ state, since: readAt })
  })
})
