'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Overview } from '#protocol/overview.ts'
import { useActivity } from '../live/use-activity.ts'
import type { UnreadReason } from './queries.ts'
import { overviewQuery } from './queries.ts'
import { countUnseen } from './unseen.ts'

/** Whether what is shown follows the server. */
export type Following =
  | { kind: 'live' }
  /** Held still by the reader; the server is still read, so that `unseen` can be told. */
  | { kind: 'paused'; unseen: number }
  /** The last reading failed: what is shown is from before. */
  | { kind: 'stale'; reason: UnreadReason }

export type LiveOverview = {
  /** `undefined` until it was read for the first time. */
  overview: Overview | undefined
  following: Following
  paused: boolean
  togglePause: () => void
}

/** The overview as the page shows it: kept fresh, held still while paused. */
export function useLiveOverview(initial: Overview | undefined): LiveOverview {
  const query = useQuery(overviewQuery(initial, useActivity('readOverview')))
  const [held, setHeld] = useState<Overview>()
  const [reason, setReason] = useState<UnreadReason>('unreachable')
  // A query without data forgets its error while it is read again; the reader should not see it flicker.
  if (query.error !== null && query.error.reason !== reason) setReason(query.error.reason)

  const stale = query.errorUpdatedAt > query.dataUpdatedAt
  return {
    overview: held ?? query.data,
    following: stale
      ? { kind: 'stale', reason }
      : held === undefined
        ? { kind: 'live' }
        : { kind: 'paused', unseen: countUnseen(held, query.data) },
    paused: held !== undefined,
    togglePause: () => setHeld(held === undefined ? query.data : undefined),
  }
}
