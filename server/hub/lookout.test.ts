import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { startLookout } from './lookout.ts'

it.each([
  ['other nodes tell what they do', true, LIMITS.lookoutMilliseconds],
  ['other nodes cannot tell what they do', false, LIMITS.lookoutAloneMilliseconds],
])('polls the database at the right interval when %s', async (_name, isTold, milliseconds) => {
  const clock = new TestClock()
  let looks = 0
  const look = async () => {
    looks += 1
  }
  const stop = startLookout(
    { look },
    { clock, isTold: () => isTold, onError: (error) => expect(error).toBeUndefined() },
  )
  for (let passed = 0; passed < 4 * LIMITS.lookoutMilliseconds; passed += 500) {
    clock.advance(500)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(looks).toBe((4 * LIMITS.lookoutMilliseconds) / milliseconds)
  stop()
})
