import { useEffect, useEffectEvent } from 'react'
import { type QuietPeriod, watchSettling } from '../live/settling.ts'
import type { LiveFanOut } from './live-fan-out.ts'

/**
 * Calls `onSettled` once a fan-out has been still for `quiet`, and every `atMost` while it moves. `settling` must be a
 * constant: a new object would restart the effect.
 */
export function useSettled(live: LiveFanOut, onSettled: () => void, settling: QuietPeriod): void {
  const settle = useEffectEvent(onSettled)
  useEffect(() => {
    const { moved, stop } = watchSettling(() => settle(), settling)
    const leave = live.subscribe(moved)
    return () => {
      leave()
      stop()
    }
  }, [live, settling])
}
