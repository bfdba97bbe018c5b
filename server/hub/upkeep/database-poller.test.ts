import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { startDatabasePoller } from './database-poller.ts'

it.each([
  ['other nodes can send hints', true, LIMITS.databasePollMilliseconds],
  ['other nodes cannot send hints', false, LIMITS.databasePollAloneMilliseconds],
])('polls the database at the right interval when %s', async (_name, isBusWell, milliseconds) => {
  const clock = new TestClock()
  let polls = 0
  const poll = async () => {
    polls += 1
  }
  const stop = startDatabasePoller(
    { poll },
    { clock, isBusWell: () => isBusWell, onError: (error) => expect(error).toBeUndefined() },
  )
  for (let passed = 0; passed < 4 * LIMITS.databasePollMilliseconds; passed += 500) {
    clock.advance(500)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(polls).toBe((4 * LIMITS.databasePollMilliseconds) / milliseconds)
  stop()
})
