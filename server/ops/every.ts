import type { Clock } from '../core/clock.ts'
import { isAoiError } from '../core/errors.ts'
import type { OnUnexpected } from '../core/unexpected.ts'

type Every = {
  clock: Clock
  milliseconds: number
  run: () => Promise<void> | void
  onError: (error: unknown) => void
}

/**
 * Runs a step repeatedly, each time `milliseconds` after the previous run has ended. The returned function stops it.
 */
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
      // A run that is cut short by the stop is not an error.
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

/** Returns the `onError` of a background step. A busy or absent database is not an error: the next turn retries. */
export function stepErrors(onUnexpected: OnUnexpected, name: string): (error: unknown) => void {
  return (error) => {
    if (!isAoiError(error)) onUnexpected(error, { kind: 'step', name })
  }
}
