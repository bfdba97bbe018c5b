import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchSilence } from './silence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a feed is silent after its limit without a message, and not before', () => {
  let silences = 0
  const { noteMessage, stop } = watchSilence(10_000, () => {
    silences += 1
  })
  for (let beat = 0; beat < 20; beat += 1) {
    vi.advanceTimersByTime(4000)
    noteMessage()
  }
  expect(silences).toBe(0)
  vi.advanceTimersByTime(10_500)
  expect(silences).toBe(1)
  stop()
  vi.advanceTimersByTime(60_000)
  expect(silences).toBe(1)
})
