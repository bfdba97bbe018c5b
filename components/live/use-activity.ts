'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ActivityFrame } from '#protocol/dashboard/feed.ts'
import type { DashboardOperationName } from '#protocol/dashboard/manifest.ts'
import { followView } from './feed.ts'
import { throttle } from './throttle.ts'

const READ_MILLISECONDS = 500
/** While the feed is connected, polling only has to find changes by time alone (expiry). */
const SLOW_MILLISECONDS = 15_000
const FAST_MILLISECONDS = 2000

/** `opening`: not joined yet since the page was opened. */
export type FeedState = 'opening' | 'joined' | 'lost'
export type Activity = {
  feed: FeedState
  /** The polling interval in ms; shorter while the feed is not connected. */
  refetchInterval: number | false
}

/**
 * Reads the answers of `operation` again when the feed reports activity, and returns the state of the feed. With
 * `undefined`, it follows nothing.
 */
export function useActivity(operation: DashboardOperationName | undefined): Activity {
  const queries = useQueryClient()
  const [feed, setFeed] = useState<FeedState>('opening')

  useEffect(() => {
    if (operation === undefined) return
    const reading = throttle(() => {
      queries.invalidateQueries({ queryKey: ['dashboard', operation] }).catch(() => undefined)
    }, READ_MILLISECONDS)
    const end = followView({
      view: { view: 'activity' },
      onFrame: (frame) => {
        if (Object.values(frame as ActivityFrame).some((count) => count > 0)) reading.call()
      },
      onJoined: () => {
        setFeed('joined')
        reading.call()
      },
      onLost: () => setFeed('lost'),
    })
    return () => {
      reading.stop()
      end()
    }
  }, [operation, queries])

  if (operation === undefined) return { feed, refetchInterval: false }
  return { feed, refetchInterval: feed === 'joined' ? SLOW_MILLISECONDS : FAST_MILLISECONDS }
}
