import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Turn } from '../core/pacer.ts'
import type { Store } from '../core/store.ts'
import { every } from './every.ts'

const IDLE_MILLISECONDS = 30_000

type Parts = { store: Pick<Store, 'sweep'>; clock: Clock; turn: Turn; onError: (error: unknown) => void }

/**
 * Removes rows that are over and past their retention, in paced steps, until none is left. The returned function stops
 * it.
 */
export function startHousekeeping(parts: Parts): () => void {
  const { store, clock, turn, onError } = parts
  let stopped = false
  const stop = every({ clock, milliseconds: IDLE_MILLISECONDS, onError, run: sweepAll })

  async function sweepAll(): Promise<void> {
    while (!stopped) {
      const removed = await store.sweep({ now: clock.now(), rows: LIMITS.housekeepingRowsPerStep, turn })
      if (removed === 0) return
    }
  }

  return () => {
    stopped = true
    stop()
  }
}
