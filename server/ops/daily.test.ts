import { expect, it } from 'vitest'
import { TestClock } from '#server/testing/test-clock.ts'
import { daily } from './daily.ts'

const HOUR = 3_600_000
/** In the time zone of the process, as the setting is. */
const MIDNIGHT = new Date(2026, 10, 2).getTime()

function start(now: number, run: () => Promise<void> = async () => undefined) {
  const clock = new TestClock(now)
  const runs: number[] = []
  const stop = daily({
    ...{ clock, at: '03:30', onError: () => undefined },
    run: () => {
      runs.push(clock.now())
      return run()
    },
  })
  /** Moves the clock in steps that let each run end. */
  const advance = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += HOUR / 60) {
      clock.advance(HOUR / 60)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { runs, stop, advance }
}

it('runs once a day, soon after its time', async () => {
  const { runs, advance } = start(MIDNIGHT + HOUR)
  await advance(2.4 * HOUR)
  expect(runs).toEqual([])
  await advance(48 * HOUR)
  expect(runs.map((at) => Math.floor((at - MIDNIGHT) / HOUR))).toEqual([3, 27])
})

it('leaves out a time that passed before the start', async () => {
  const { runs, advance } = start(MIDNIGHT + 4 * HOUR)
  await advance(20 * HOUR)
  expect(runs).toEqual([])
})

it('goes on after a run that failed, and stops for good', async () => {
  const { runs, advance, stop } = start(MIDNIGHT, () => Promise.reject(new Error('failed')))
  await advance(28 * HOUR)
  expect(runs).toHaveLength(2)
  stop()
  await advance(24 * HOUR)
  expect(runs).toHaveLength(2)
})
