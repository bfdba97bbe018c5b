'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { WallFrame, WallView } from '#protocol/dashboard/wall.ts'
import { followView } from '../live/feed.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { serverNow } from '../live/server-clock.ts'
import type { FeedState } from '../live/use-activity.ts'
import { LiveLanes } from './live-lanes.ts'

type Wall = {
  live: LiveLanes
  /** The frame that the list shows. */
  shown: WallFrame | undefined
  liveness: Liveness
  togglePause: () => void
}

/**
 * Follows a wall. While it is paused, the page leaves the room, and its picture stands still. `openedAt`: when the server
 * made the page (ISO).
 */
export function useWall(view: WallView, openedAt: string): Wall {
  const [live] = useState(() => new LiveLanes())
  const [feed, setFeed] = useState<FeedState>('opening')
  const [pausedAt, setPausedAt] = useState<string>()
  const paused = pausedAt !== undefined
  const followed = JSON.stringify(view)

  useEffect(() => {
    if (paused) return
    return followView({
      view: JSON.parse(followed),
      onFrame: (frame) => {
        if ('bars' in frame) live.take(frame)
      },
      onJoined: () => setFeed('joined'),
      onLost: () => setFeed('lost'),
    })
  }, [live, paused, followed])

  const shown = useSyncExternalStore(live.subscribe, live.readShown, live.readShown)
  const readAt = shown === undefined ? openedAt : new Date(shown.endsAt).toISOString()
  return {
    live,
    shown,
    liveness: findLiveness({
      feed,
      paused,
      failing: false,
      readAt: pausedAt ?? readAt,
    }),
    togglePause: () => setPausedAt(paused ? undefined : new Date(serverNow()).toISOString()),
  }
}
