import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttle } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a burst of calls runs at once and once more at its end', () => {
  const run = vi.fn()
  const { call } = throttle(run, 500)
  for (let index = 0; index < 10; index++) call()
  expect(run).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(500)
  expect(run).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledTimes(2)
})

test('a single call runs once, and no call runs after the stop', () => {
  const run = vi.fn()
  const { call, stop } = throttle(run, 500)
  call()
  call()
  stop()
  vi.advanceTimersByTime(5000)
  expect(run).toHaveBeenCalledTimes(1)
})
