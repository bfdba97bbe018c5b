'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Overview } from '#protocol/overview.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { isFailing } from '../live/reading.ts'
import { useActivity } from '../live/use-activity.ts'
import type { UnreadReason } from './queries.ts'
import { overviewQuery } from './queries.ts'
import { countUnseen } from './unseen.ts'

export type LiveOverview = {
  /** `undefined` until the first read. */
  overview: Overview | undefined
  liveness: Liveness
  /** Why the last read failed, if it did: the overview is then from before. */
  unread: UnreadReason | undefined
  /** The number of notifications that arrived while the page was paused; the server is still polled. */
  unseen: number
  togglePause: () => void
}

/** The overview as the page shows it: kept up to date, or unchanged while paused. */
export function useLiveOverview(initial: Overview | undefined): LiveOverview {
  const { feed, refetchInterval } = useActivity('readOverview')
  const query = useQuery(overviewQuery(initial, refetchInterval))
  const [held, setHeld] = useState<Overview>()
  const [reason, setReason] = useState<UnreadReason>('unreachable')
  // A query without data forgets its error during a retry; the reader should not see the error flicker.
  if (query.error !== null && query.error.reason !== reason) setReason(query.error.reason)

  const overview = held ?? query.data
  const failing = isFailing(query)
  const paused = held !== undefined
  return {
    overview,
    liveness: findLiveness({ feed, paused, failing, readAt: overview?.readAt ?? new Date(0).toISOString() }),
    unread: failing ? reason : undefined,
    unseen: held === undefined ? 0 : countUnseen(held, query.data),
    togglePause: () => setHeld(held === undefined ? query.data : undefined),
  }
}
