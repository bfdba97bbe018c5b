import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Store } from '../core/store.ts'
import { every } from './every.ts'

const IDLE_MILLISECONDS = 30_000
const BETWEEN_STEPS_MILLISECONDS = 25

type Parts = { store: Pick<Store, 'sweep'>; clock: Clock; onError: (error: unknown) => void }

/**
 * Removes what is over and past its keeping, in small steps with pauses between them, so that delivery never waits
 * long for one. The answer stops it.
 */
export function startHousekeeping(parts: Parts): () => void {
  const { store, clock, onError } = parts
  let stopped = false
  const stop = every({ clock, milliseconds: IDLE_MILLISECONDS, onError, run: sweepAll })

  async function sweepAll(): Promise<void> {
    while (!stopped) {
      const removed = await store.sweep({ now: clock.now(), rows: LIMITS.housekeepingRowsPerStep })
      if (removed === 0) return
      await new Promise<void>((resolve) => clock.after(BETWEEN_STEPS_MILLISECONDS, resolve))
    }
  }

  return () => {
    stopped = true
    stop()
  }
}
