import { useEffect, useEffectEvent } from 'react'
import type { LiveFanOut } from './live-fan-out.ts'

/** Milliseconds. */
type Settling = { quiet: number; atMost?: number }

/** Calls `onSettled` once a fan-out has stood still for `quiet`, and every `atMost` while it does not. */
export function useSettled(
  live: LiveFanOut,
  onSettled: () => void,
  { quiet, atMost = Number.POSITIVE_INFINITY }: Settling,
): void {
  const settle = useEffectEvent(onSettled)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let moved = 0
    const leave = live.subscribe(() => {
      if (timer === undefined) moved = Date.now()
      else clearTimeout(timer)
      const rest = moved + atMost - Date.now()
      timer = setTimeout(
        () => {
          timer = undefined
          settle()
        },
        Math.min(quiet, Math.max(0, rest)),
      )
    })
    return () => {
      leave()
      clearTimeout(timer)
    }
  }, [live, quiet, atMost])
}
