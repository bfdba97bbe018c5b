'use client'

import { type KeyboardEvent, useState } from 'react'

const STEPS: Record<string, (columns: number) => number> = {
  ArrowRight: () => 1,
  ArrowLeft: () => -1,
  ArrowDown: (columns) => columns,
  ArrowUp: (columns) => -columns,
}

/**
 * Makes many links one tab stop, within which arrow keys move. Each link has its index in `data-stop`; `columns` of
 * them form a row.
 */
export function useRoving(input: { stops: number; columns: number; first: number }) {
  const { stops, columns, first } = input
  const [moved, setMoved] = useState<number>()
  const at = Math.min(moved ?? first, stops - 1)

  function onKeyDown(event: KeyboardEvent<Element>): void {
    const step = STEPS[event.key]
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? stops - 1
          : step === undefined
            ? undefined
            : at + step(columns)
    if (next === undefined) return
    event.preventDefault()
    const to = Math.max(0, Math.min(stops - 1, next))
    setMoved(to)
    event.currentTarget.querySelector<SVGAElement>(`[data-stop="${to}"]`)?.focus()
  }

  return { at, moveTo: setMoved, onKeyDown }
}
