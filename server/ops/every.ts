import type { Clock } from '../core/clock.ts'
import { isAoiError } from '../core/errors.ts'
import type { OnUnexpected } from '../core/unexpected.ts'

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
    } finally {
      schedule()
    }
  }
  schedule()
  return () => {
    stopped = true
    cancel()
  }
}

/** The `onError` of a background step: a database that is busy or away is tried again at the next turn. */
export function stepErrors(onUnexpected: OnUnexpected, name: string): (error: unknown) => void {
  return (error) => {
    if (!isAoiError(error)) onUnexpected(error, { kind: 'step', name })
  }
}
