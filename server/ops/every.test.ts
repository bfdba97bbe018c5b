import { describe, expect, it } from 'vitest'
import { TestClock } from '#server/testing/test-clock.ts'
import { every } from './every.ts'

describe('every', () => {
  it('runs a step again at an interval after its end, never twice at once', async () => {
    const { clock, runs, finish } = start()
    clock.advance(999)
    expect(runs.count).toBe(0)
    clock.advance(1)
    expect(runs.count).toBe(1)
    clock.advance(10_000)
    expect(runs.count).toBe(1)
    await finish()
    clock.advance(1000)
    expect(runs.count).toBe(2)
  })

  it('goes on after an error, and reports it', async () => {
    const { clock, runs, fail } = start()
    clock.advance(1000)
    await fail(new Error('not this time'))
    expect(runs.errors).toMatchObject([{ message: 'not this time' }])
    clock.advance(1000)
    expect(runs.count).toBe(2)
  })

  it('stops at once, leaves no timer, and does not report the interruption as an error', async () => {
    const { clock, runs, stop, fail } = start()
    clock.advance(1000)
    stop()
    await fail(new Error('cut short'))
    clock.advance(10_000)
    expect(runs).toEqual({ count: 1, errors: [] })
    expect(clock.waiting).toBe(0)
    const idle = start()
    idle.stop()
    expect(idle.clock.waiting).toBe(0)
  })
})

function start() {
  const clock = new TestClock()
  const runs = { count: 0, errors: [] as unknown[] }
  let end: { resolve: () => void; reject: (error: Error) => void } | undefined
  const run = () => {
    runs.count += 1
    return new Promise<void>((resolve, reject) => {
      end = { resolve, reject }
    })
  }
  const stop = every({ clock, milliseconds: 1000, run, onError: (error) => runs.errors.push(error) })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    clock,
    runs,
    stop,
    finish: () => {
      end?.resolve()
      return turn()
    },
    fail: (error: Error) => {
      end?.reject(error)
      return turn()
    },
  }
}
