'use client'

import { useState } from 'react'
import {
  countWaiting,
  pauseTail,
  receiveLatest,
  resumeTail,
  startTail,
  type Tail,
  type Waiting,
} from './tail.ts'

export type LiveTail<Row> = {
  rows: readonly Row[]
  paused: boolean
  waiting: Waiting
  toggle: () => void
}

/** Rows that follow `latest` until they are paused, and then count what waits. Other `place`, other tail. */
export function useTail<Row extends { id: string }>(latest: readonly Row[], place: string): LiveTail<Row> {
  const [kept, setKept] = useState<{ tail: Tail<Row>; place: string }>(() => ({
    tail: startTail(latest),
    place,
  }))
  let { tail } = kept
  if (kept.place !== place) tail = startTail(latest)
  else if (tail.latest !== latest) tail = receiveLatest(tail, latest)
  if (tail !== kept.tail) setKept({ tail, place })
  return {
    rows: tail.shown,
    paused: tail.paused,
    waiting: countWaiting(tail),
    toggle: () => setKept({ tail: tail.paused ? resumeTail(tail) : pauseTail(tail), place }),
  }
}
