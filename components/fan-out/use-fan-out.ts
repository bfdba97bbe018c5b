'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { FanOut, FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { followView } from '../live/feed.ts'
import { findLiveness, type Liveness } from '../live/live-state.tsx'
import { serverNow } from '../live/server-clock.ts'
import type { FeedState } from '../live/use-activity.ts'
import { LiveFanOut } from './live-fan-out.ts'

const RETRY_MILLISECONDS = 2000

type FanOutFeed = {
  live: LiveFanOut
  notification: FanOut
  liveness: Liveness
  togglePause: () => void
}

/** Follows a notification: reads a snapshot, then applies frames, and draws at most once per animation frame. */
export function useFanOut(initial: FanOut): FanOutFeed {
  const { id } = initial
  const [live] = useState(() => new LiveFanOut(initial))
  const [feed, setFeed] = useState<FeedState>('opening')
  /** When the page was paused; ISO. */
  const [pausedAt, setPausedAt] = useState<string>()
  const paused = pausedAt !== undefined

  useEffect(() => {
    if (paused) return
    const follower = new Follower(id, { live, onFeed: setFeed })
    return () => follower.stop()
  }, [id, live, paused])

  const readNotification = () => live.notification
  const notification = useSyncExternalStore(live.subscribe, readNotification, readNotification)
  return {
    live,
    notification,
    liveness: findLiveness({ feed, paused, failing: false, readAt: pausedAt ?? notification.readAt }),
    togglePause: () => setPausedAt(paused ? undefined : new Date(serverNow()).toISOString()),
  }
}

type Output = { live: LiveFanOut; onFeed: (feed: FeedState) => void }

/**
 * Keeps a page at the version of the server's board. If a frame does not follow the last one, it reads a new snapshot.
 */
class Follower {
  readonly #id: string
  readonly #output: Output
  readonly #leave: () => void
  readonly #stopped = new AbortController()
  #at: { board: string; version: number } | undefined
  #waiting: FanOutFrame[] = []
  #drawing: number | undefined
  #reading = false

  constructor(id: string, output: Output) {
    this.#id = id
    this.#output = output
    this.#leave = followView({
      view: { view: 'fanOut', notificationId: id },
      onFrame: (frame) => this.#take(frame as FanOutFrame),
      onJoined: () => void this.#read(),
      onLost: () => output.onFeed('lost'),
    })
  }

  stop(): void {
    this.#stopped.abort()
    this.#leave()
    if (this.#drawing !== undefined) cancelAnimationFrame(this.#drawing)
  }

  #take(frame: FanOutFrame): void {
    // Socket.IO delivers binary data as an ArrayBuffer.
    this.#waiting.push({ ...frame, changes: new Uint8Array(frame.changes) })
    this.#drawing ??= requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.#drawing = undefined
    if (this.#reading || this.#at === undefined) return
    const { board, version } = this.#at
    const next = this.#waiting.filter((frame) => frame.board !== board || frame.version > version)
    this.#waiting = []
    if (next.length === 0) return
    const follows = next.every(
      (frame, place) => frame.board === board && frame.version === version + 1 + place,
    )
    if (!follows) return void this.#read()
    this.#at = { board, version: version + next.length }
    this.#output.live.apply(next)
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#stopped.signal.aborted) return
    this.#reading = true
    try {
      const { signal } = this.#stopped
      const snapshot = await readDashboard<FanOut>('readFanOut', { path: { id: this.#id }, signal })
      if (signal.aborted) return
      this.#at = { board: snapshot.board, version: snapshot.version }
      this.#output.live.replace(snapshot)
      this.#output.onFeed('joined')
    } catch {
      if (this.#stopped.signal.aborted) return
      this.#output.onFeed('lost')
      setTimeout(() => void this.#read(), RETRY_MILLISECONDS)
    } finally {
      this.#reading = false
    }
    if (this.#waiting.length > 0) this.#drawing ??= requestAnimationFrame(() => this.#draw())
  }
}
