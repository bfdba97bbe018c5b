import { describe, expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { MessageMeter } from './message-meter.ts'

const BURST = LIMITS.messagesPerSecond * 2

describe('MessageMeter', () => {
  it('allows a burst of twice the messages per second, and not one more', () => {
    const { take, floods } = meter()
    take(BURST)
    expect(floods()).toBe(0)
    take(1)
    expect(floods()).toBe(1)
  })

  it('allows the permitted rate for ever', () => {
    const { take, floods, clock } = meter()
    for (let second = 0; second < 100; second += 1) {
      take(LIMITS.messagesPerSecond)
      clock.advance(1000)
    }
    expect(floods()).toBe(0)
  })

  it('saves up at most one burst', () => {
    const { take, floods, clock } = meter()
    clock.advance(3_600_000)
    take(BURST + 1)
    expect(floods()).toBe(1)
  })

  it('does not count a message that is given back', () => {
    const { take, floods, meter: given } = meter()
    for (let count = 0; count < BURST * 3; count += 1) {
      take(1)
      given.giveBack()
    }
    expect(floods()).toBe(0)
  })
})

function meter() {
  const clock = new TestClock()
  let flooded = 0
  const made = new MessageMeter(clock)
  const take = (count: number) => {
    for (let taken = 0; taken < count; taken += 1) if (!made.take()) flooded += 1
  }
  return { clock, meter: made, take, floods: () => flooded }
}
