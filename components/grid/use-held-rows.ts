'use client'

import { type FocusEvent, type PointerEvent, useState } from 'react'
import {
  countWaiting,
  type HeldRows,
  type Hold,
  receiveRows,
  startRows,
  type WaitingRows,
} from './held-rows.ts'

type HeldRowsInput<Row> = {
  latest: readonly Row[] | undefined
  /** Identifies the list. Another place is another list, which takes over no rows. */
  place: string
  hold: Hold
  idOf: (row: Row) => string
  /** When `latest` was read; ISO. */
  readAt: string
}

export type ShownRows<Row> = {
  rows: readonly Row[] | undefined
  waiting: WaitingRows
  /** When the shown rows took their places; ISO. */
  shownAt: string
  /** Shows the waiting rows. */
  release: () => void
}

type HeldList<Row> = { held: HeldRows<Row>; place: string; shownAt: string }

const NONE: WaitingRows = { count: 0, atLeast: false }

/** Returns the rows to show: the latest, or held ones with the number that wait. */
export function useHeldRows<Row>({ latest, place, hold, idOf, readAt }: HeldRowsInput<Row>): ShownRows<Row> {
  const [kept, setKept] = useState<HeldList<Row>>()
  if (latest === undefined)
    return { rows: undefined, waiting: NONE, shownAt: readAt, release: () => undefined }
  const start = (): HeldList<Row> => ({ held: startRows(latest), place, shownAt: readAt })
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

/** Returns whether the reader hovers or focuses the rows of `place`. A finger hovers nothing. */
export function useBusyRows(place: string): [boolean, BusyHandlers] {
  const [hovered, setHovered] = useState(false)
  const [focused, setFocused] = useState(false)
  const [at, setAt] = useState(place)
  if (at !== place) {
    // Rows that are removed under the pointer fire no leave event.
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
