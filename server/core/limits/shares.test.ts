import { describe, expect, it } from 'vitest'
import { TestClock } from '#server/testing/test-clock.ts'
import { LimitWatch } from './limit-watch.ts'
import { Shares } from './shares.ts'

const lines: object[] = []
const warn = (fields: object) => void lines.push(fields)
const log = { debug: () => {}, info: () => {}, warn, error: () => {} }

function open({ places = 4, share = 2 } = {}) {
  const clock = new TestClock()
  const watch = new LimitWatch({ clock, log })
  const shares = new Shares({ limit: 'test', places, share, desc: 'too many', retryAfter: 7, watch })
  return { clock, watch, shares }
}

describe('Shares', () => {
  it('refuses a party over its share, and serves another party', () => {
    const { shares } = open()
    const giveBack = shares.take(['a'])
    shares.take(['a'])
    expect(() => shares.take(['a'])).toThrow(expect.objectContaining({ code: 'unavailable', retryAfter: 7 }))
    shares.take(['b'])
    giveBack()
    giveBack()
    shares.take(['a'])
    expect(shares.taken).toBe(3)
    expect(() => shares.take(['a'])).toThrow('too many')
  })

  it('counts a request once for each of its parties, and counts no refusal', () => {
    const { shares } = open()
    shares.take(['address 1', 'sender x'])
    shares.take(['address 2', 'sender x'])
    expect(() => shares.take(['address 3', 'sender x'])).toThrow()
    shares.take(['address 3', 'sender y'])
    shares.take(['address 3'])
    expect(() => shares.take(['address 4'])).toThrow('too many')
    expect(shares.taken).toBe(4)
  })
})

describe('LimitWatch', () => {
  it('lists the parties with the most refusals, until an hour after the last one', () => {
    const { clock, watch, shares } = open({ share: 0 })
    for (let count = 0; count < 3; count += 1) expect(() => shares.take(['a'])).toThrow()
    expect(() => shares.take(['b'])).toThrow()
    expect(watch.list(10)).toMatchObject([
      { limit: 'test', party: 'a', refused: 3 },
      { limit: 'test', party: 'b', refused: 1 },
    ])
    clock.advance(3_600_001)
    expect(watch.list(10)).toEqual([])
  })

  it('logs one line for all refusals, and remembers at most a thousand parties', () => {
    const { watch } = open()
    for (let count = 0; count < 2000; count += 1) watch.refused('test', `address ${count}`)
    expect(watch.list(5000)).toHaveLength(1000)
    watch.log()
    watch.log()
    expect(lines).toEqual([expect.objectContaining({ refused: 1000, parties: expect.any(Array) })])
  })
})
