'use client'

import { type FocusEvent, type PointerEvent, useState } from 'react'
import { countWaiting, type HeldRows, type Hold, receiveRows, startRows, type Waiting } from './held-rows.ts'

type Asked<Row> = {
  latest: readonly Row[] | undefined
  /** Another place is another list: nothing is held over. */
  place: string
  hold: Hold
  idOf: (row: Row) => string
  /** When `latest` was read; ISO. */
  readAt: string
}

export type ShownRows<Row> = {
  rows: readonly Row[] | undefined
  waiting: Waiting
  /** When the rows took their places; ISO. */
  shownAt: string
  /** Shows what waits. */
  release: () => void
}

type Kept<Row> = { held: HeldRows<Row>; place: string; shownAt: string }

const NONE: Waiting = { count: 0, atLeast: false }

/** The rows to show: the latest, or those from before with how many wait. */
export function useHeldRows<Row>({ latest, place, hold, idOf, readAt }: Asked<Row>): ShownRows<Row> {
  const [kept, setKept] = useState<Kept<Row>>()
  if (latest === undefined)
    return { rows: undefined, waiting: NONE, shownAt: readAt, release: () => undefined }
  const start = (): Kept<Row> => ({ held: startRows(latest), place, shownAt: readAt })
  let next = kept?.place === place ? kept : start()
  if (next.held.latest !== latest || (hold === 'none' && next.held.shown !== latest)) {
    const held = receiveRows(next.held, { latest, hold, idOf })
    next = { ...next, held, shownAt: hold === 'paused' ? next.shownAt : readAt }
  }
  if (next !== kept) setKept(next)
  return {
    rows: next.held.shown,
    waiting: countWaiting(next.held, idOf),
    shownAt: next.shownAt,
    release: () => setKept(start()),
  }
}

export type BusyHandlers = {
  onPointerEnter: (event: PointerEvent) => void
  onPointerLeave: () => void
  onFocus: () => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
}

/** Whether somebody is at the rows of `place`, with the mouse or the keyboard. A finger hovers nothing. */
export function useBusyRows(place: string): [boolean, BusyHandlers] {
  const [hovered, setHovered] = useState(false)
  const [focused, setFocused] = useState(false)
  const [at, setAt] = useState(place)
  if (at !== place) {
    // Rows that are taken away under the pointer tell of no leaving.
    setAt(place)
    setHovered(false)
    setFocused(false)
  }
  const handlers = {
    onPointerEnter: (event: PointerEvent) => setHovered(event.pointerType === 'mouse'),
    onPointerLeave: () => setHovered(false),
    onFocus: () => setFocused(true),
    onBlur: (event: FocusEvent<HTMLElement>) => setFocused(event.currentTarget.contains(event.relatedTarget)),
  }
  return [hovered || focused, handlers]
}
