import type { Clock } from '../core/clock.ts'
import { every } from './every.ts'

const LOOK_MILLISECONDS = 20_000

type Daily = {
  clock: Clock
  /** A time of the day, such as 03:30, in the time zone of the server. */
  at: string
  run: () => Promise<void>
  onError: (error: unknown) => void
}

/**
 * Runs a step once a day. A time that passed while no server ran, or during the previous run, is left out. The returned
 * function stops it.
 */
export function daily({ clock, at, run, onError }: Daily): () => void {
  let last = findLastTime(clock.now(), at)
  return every({
    ...{ clock, milliseconds: LOOK_MILLISECONDS, onError },
    run: async () => {
      const time = findLastTime(clock.now(), at)
      if (time <= last) return
      try {
        await run()
      } finally {
        last = findLastTime(clock.now(), at)
      }
    },
  })
}

/** Returns the last time of the day at or before `now`. Both are Unix ms. */
function findLastTime(now: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const time = new Date(now)
  time.setHours(hours, minutes, 0, 0)
  if (time.getTime() > now) time.setDate(time.getDate() - 1)
  return time.getTime()
}
