import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { TestClock } from '#server/testing/test-clock.ts'
import { startHousekeeping } from './housekeeping.ts'

it('sweeps in small steps with pauses until nothing is left, then rests', async () => {
  const { clock, steps, turn } = start([500, 500, 20, 0])
  clock.advance(30_000)
  await turn()
  for (let step = 2; step <= 4; step += 1) {
    expect(steps).toHaveLength(step - 1)
    clock.advance(25)
    await turn()
  }
  expect(steps).toHaveLength(4)
  expect(steps.every(({ rows }) => rows === LIMITS.housekeepingRowsPerStep)).toBe(true)
  expect(steps.map(({ now }) => now - (steps[0]?.now ?? 0))).toEqual([0, 25, 50, 75])
  clock.advance(29_999)
  await turn()
  expect(steps).toHaveLength(4)
  clock.advance(1)
  expect(steps).toHaveLength(5)
})

it('takes no further step once it is stopped', async () => {
  const { clock, steps, turn, stop } = start([500, 500, 500])
  clock.advance(30_000)
  await turn()
  stop()
  clock.advance(60_000)
  await turn()
  expect(steps).toHaveLength(1)
})

/** Each sweep removes as many rows as are left for it here. */
function start(removed: number[]) {
  const clock = new TestClock()
  const steps: { now: number; rows: number }[] = []
  const sweep = async (step: { now: number; rows: number }) => {
    steps.push(step)
    return removed.shift() ?? 0
  }
  const stop = startHousekeeping({
    store: { sweep },
    clock,
    onError: (error) => {
      throw error
    },
  })
  return { clock, steps, stop, turn: () => new Promise((resolve) => setImmediate(resolve)) }
}
