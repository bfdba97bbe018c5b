'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { applyChanges, type FanOut, type FanOutFrame, unpackStates } from '#protocol/dashboard/fan-out.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { followView } from '../live/feed.ts'

/** What frames change of a fan-out, `states` apart. */
export type Progress = Pick<FanOut, 'state' | 'counts' | 'histogram'>

/**
 * The fan-out as the page shows it: `notification` as the server last told it whole, which no frame changes, and how far
 * it has come. `states` is changed in place; `tick` counts the changes.
 */
export type LiveFanOut = {
  notification: FanOut
  progress: Progress
  states: Uint8Array
  tick: number
  following: 'live' | 'lost' | 'paused'
  togglePause: () => void
}

/** Follows a notification: a snapshot, then frames, at most one drawing a frame of the screen. */
export function useFanOut(initial: FanOut): LiveFanOut {
  const { id } = initial
  const [notification, setNotification] = useState(initial)
  const [progress, setProgress] = useState<Progress>(initial)
  const [tick, setTick] = useState(0)
  const [following, setFollowing] = useState<'live' | 'lost'>('lost')
  const [paused, setPaused] = useState(false)
  const states = useRef<Uint8Array>(undefined)
  states.current ??= decodeStates(initial)

  useEffect(() => {
    if (paused) return
    const follower = new Follower(id, {
      onSnapshot: (snapshot) => {
        states.current = decodeStates(snapshot)
        setNotification(snapshot)
        setProgress(snapshot)
        setTick((before) => before + 1)
      },
      onFrames: (frames) => {
        for (const { changes } of frames) applyChanges(states.current ?? new Uint8Array(), changes)
        setProgress(frames.at(-1) as FanOutFrame)
        setTick((before) => before + 1)
      },
      onFollowing: setFollowing,
    })
    return () => follower.stop()
  }, [id, paused])

  const togglePause = useCallback(() => setPaused((before) => !before), [])
  return {
    ...{ notification, progress, tick, togglePause },
    states: states.current,
    following: paused ? 'paused' : following,
  }
}

function decodeStates({ states, recipients }: FanOut): Uint8Array {
  return unpackStates(
    Uint8Array.from(atob(states), (letter) => letter.charCodeAt(0)),
    recipients,
  )
}

type Told = {
  onSnapshot: (snapshot: FanOut) => void
  onFrames: (frames: FanOutFrame[]) => void
  onFollowing: (following: 'live' | 'lost') => void
}

/** Keeps a page at the version of the server's board: what does not follow is read anew. */
class Follower {
  readonly #id: string
  readonly #told: Told
  readonly #leave: () => void
  readonly #stopped = new AbortController()
  #at: { board: string; version: number } | undefined
  #waiting: FanOutFrame[] = []
  #drawing: number | undefined
  #reading = false

  constructor(id: string, told: Told) {
    this.#id = id
    this.#told = told
    this.#leave = followView({
      view: { view: 'fanOut', notificationId: id },
      onFrame: (frame) => this.#take(frame as FanOutFrame),
      onJoined: () => void this.#read(),
      onLost: () => told.onFollowing('lost'),
    })
  }

  stop(): void {
    this.#stopped.abort()
    this.#leave()
    if (this.#drawing !== undefined) cancelAnimationFrame(this.#drawing)
  }

  #take(frame: FanOutFrame): void {
    // Socket.IO hands over binary as an ArrayBuffer.
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
    this.#told.onFrames(next)
  }

  async #read(): Promise<void> {
    if (this.#reading) return
    this.#reading = true
    try {
      const { signal } = this.#stopped
      const snapshot = await readDashboard<FanOut>('readFanOut', { path: { id: this.#id }, signal })
      if (signal.aborted) return
      this.#at = { board: snapshot.board, version: snapshot.version }
      this.#told.onSnapshot(snapshot)
      this.#told.onFollowing('live')
    } catch {
      if (!this.#stopped.signal.aborted) this.#told.onFollowing('lost')
    } finally {
      this.#reading = false
    }
    if (this.#waiting.length > 0) this.#drawing ??= requestAnimationFrame(() => this.#draw())
  }
}
