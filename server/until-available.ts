import { LIMITS } from '#protocol'
import type { Clock } from './core/clock.ts'
import { isAoiError } from './core/errors.ts'

type Wait = {
  clock: Pick<Clock, 'after'>
  /** Called with the reason before each new attempt. It may reject to give up. */
  onWaiting: (reason: string) => Promise<void>
}

/**
 * Runs `work` again until the database is available. A start has several reads after the database was opened, and the
 * database may go away between them. Passes every other error on.
 */
export async function untilAvailable<Result>(
  work: () => Promise<Result>,
  { clock, onWaiting }: Wait,
): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isAoiError(error) || error.code !== 'unavailable') throw error
      await onWaiting(error.message)
      await new Promise<void>((resolve) => clock.after(LIMITS.databaseProbeMilliseconds, resolve))
    }
  }
}
