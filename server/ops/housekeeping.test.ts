import { expect, it } from 'vitest'
import { LIMITS } from '#protocol'
import { Pacer } from '#server/core/pacer.ts'
import type { Store } from '#server/core/store.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { emptySweepCounts, startHousekeeping } from './housekeeping.ts'

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

it('counts its sweeps, the rows that they removed, and those that failed', async () => {
  const { clock, steps, counts, settled, failures } = start([200, 20, 0, 0], () => {
    if (steps.length === 4) throw new Error('the database is damaged')
  })
  clock.advance(30_000)
  await settled()
  const succeededAt = clock.now()
  expect(counts).toEqual({ done: 1, failed: 0, rowsRemoved: 220, succeededAt })
  clock.advance(30_000)
  await settled()
  expect(counts).toEqual({ done: 1, failed: 1, rowsRemoved: 220, succeededAt })
  expect(failures).toMatchObject([{ message: 'the database is damaged' }])
})

const pacer = new Pacer(new TestClock())

/** Starts housekeeping over a store whose sweeps remove these numbers of rows, in order. */
function start(removed: number[], onStep = () => {}) {
  const clock = new TestClock()
  const counts = emptySweepCounts()
  const failures: unknown[] = []
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
    counts,
    onError: (error) => failures.push(error),
  })
  return {
    clock,
    steps,
    counts,
    failures,
    stop,
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  }
}
