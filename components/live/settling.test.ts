import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchSettling } from './settling.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const FRAME = 250

/**
 * Calls `moved` at each of `frames` frames. Returns the times of the `onSettled` calls, in milliseconds from the first
 * frame.
 */
function play(frames: number, settling: { quiet: number; atMost?: number }): number[] {
  const began = Date.now()
  const times: number[] = []
  const { moved } = watchSettling(() => times.push(Date.now() - began), settling)
  for (let frame = 0; frame < frames; frame += 1) {
    moved()
    vi.advanceTimersByTime(FRAME)
  }
  vi.advanceTimersByTime(10_000)
  return times
}

it('reports once when movement stops, and not before', () => {
  expect(play(1, { quiet: 300 })).toEqual([300])
  expect(play(20, { quiet: 300 })).toEqual([19 * FRAME + 300])
  expect(play(0, { quiet: 300 })).toEqual([])
})

it('reports during lasting movement too, at most at the given interval', () => {
  expect(play(20, { quiet: 300, atMost: 2000 })).toEqual([2000, 4000, 5050])
})

it('reports nothing once it is stopped', () => {
  const onSettled = vi.fn()
  const { moved, stop } = watchSettling(onSettled, { quiet: 300 })
  moved()
  stop()
  vi.advanceTimersByTime(1000)
  expect(onSettled).not.toHaveBeenCalled()
})
