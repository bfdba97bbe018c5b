import type { Clock } from '../core/clock.ts'

type Every = {
  clock: Clock
  milliseconds: number
  run: () => Promise<void> | void
  onError: (error: unknown) => void
}

/** Runs something again and again, each time so many milliseconds after the last has ended. The answer stops it. */
export function every(parts: Every): () => void {
  let stopped = false
  let cancel = () => {}
  const schedule = () => {
    if (!stopped) cancel = parts.clock.after(parts.milliseconds, () => void turn())
  }
  const turn = async () => {
    try {
      await parts.run()
    } catch (error) {
      // What is cut short by the stop is no error.
      if (!stopped) parts.onError(error)
    }
    schedule()
  }
  schedule()
  return () => {
    stopped = true
    cancel()
  }
}
