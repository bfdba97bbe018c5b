import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { Turn } from '../core/pacer.ts'
import type { Store } from '../core/store.ts'
import { every } from './every.ts'

const IDLE_MILLISECONDS = 30_000

/** Sweeps since the start of the process. `succeededAt`: when one found nothing more to remove (Unix ms). */
export type SweepCounts = {
  done: number
  failed: number
  rowsRemoved: number
  succeededAt: number | undefined
}

type Parts = {
  store: Pick<Store, 'sweep'>
  clock: Clock
  turn: Turn
  /** Changed in place. */
  counts: SweepCounts
  onError: (error: unknown) => void
}

export function emptySweepCounts(): SweepCounts {
  return { done: 0, failed: 0, rowsRemoved: 0, succeededAt: undefined }
}

/**
 * Removes rows that are over and past their retention, in paced steps, until none is left. The returned function stops
 * it.
 */
export function startHousekeeping(parts: Parts): () => void {
  const { store, clock, turn, counts, onError } = parts
  let stopped = false
  const stop = every({ clock, milliseconds: IDLE_MILLISECONDS, onError: fail, run: sweepAll })

  async function sweepAll(): Promise<void> {
    while (!stopped) {
      const removed = await store.sweep({ now: clock.now(), rows: LIMITS.housekeepingRowsPerStep, turn })
      counts.rowsRemoved += removed
      if (removed > 0) continue
      counts.done += 1
      counts.succeededAt = clock.now()
      return
    }
  }

  function fail(error: unknown): void {
    counts.failed += 1
    onError(error)
  }

  return () => {
    stopped = true
    stop()
  }
}
