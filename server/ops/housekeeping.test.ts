import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Pacer } from '#server/core/pacer.ts'
import type { Store } from '#server/core/store.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { startHousekeeping } from './housekeeping.ts'

it('sweeps in paced steps until no expired row is left, then pauses', async () => {
  const { clock, steps, settled } = start([200, 200, 20, 0])
  clock.advance(30_000)
  await settled()
  expect(steps).toHaveLength(4)
  expect(
    steps.every(({ rows, turn }) => rows === LIMITS.housekeepingRowsPerStep && turn === pacer.turn),
  ).toBe(true)
  clock.advance(29_999)
  await settled()
  expect(steps).toHaveLength(4)
  clock.advance(1)
  expect(steps).toHaveLength(5)
})

it('runs no further step after it is stopped', async () => {
  const { clock, steps, settled, stop } = start([200, 200, 200], () => stop())
  clock.advance(30_000)
  await settled()
  clock.advance(60_000)
  await settled()
  expect(steps).toHaveLength(1)
})

const pacer = new Pacer(new TestClock())

/** Starts housekeeping over a store whose sweeps remove these numbers of rows, in order. */
function start(removed: number[], onStep = () => {}) {
  const clock = new TestClock()
  const steps: Parameters<Store['sweep']>[0][] = []
  const sweep: Store['sweep'] = async (step) => {
    steps.push(step)
    onStep()
    return removed.shift() ?? 0
  }
  const stop = startHousekeeping({
    store: { sweep },
    clock,
    turn: pacer.turn,
    onError: (error) => {
      throw error
    },
  })
  return { clock, steps, stop, settled: () => new Promise((resolve) => setImmediate(resolve)) }
}
