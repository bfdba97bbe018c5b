import { useEffect, useEffectEvent } from 'react'
import { type Settling, watchSettling } from '../live/settling.ts'
import type { LiveFanOut } from './live-fan-out.ts'

/** Calls `onSettled` once a fan-out has stood still for `quiet`, and every `atMost` while it does not. */
export function useSettled(live: LiveFanOut, onSettled: () => void, { quiet, atMost }: Settling): void {
  const settle = useEffectEvent(onSettled)
  useEffect(() => {
    const { moved, stop } = watchSettling(() => settle(), {
      quiet,
      ...(atMost === undefined ? {} : { atMost }),
    })
    const leave = live.subscribe(moved)
    return () => {
      leave()
      stop()
    }
  }, [live, quiet, atMost])
}
