import { useSyncExternalStore } from 'react'
import type { FanOut, FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import { applyChanges, unpackStates } from '#protocol/dashboard/recipient-states.ts'
import { TimeHistogram } from '#protocol/time-histogram.ts'
import { throttle } from '../live/throttle.ts'

/** The least time between two updates of numbers and texts: nobody reads them four times a second. */
const CALM_MILLISECONDS = 1000

/** The progress of a fan-out, which frames change. `states` is changed in place; `tick` counts the changes. */
export type Progress = Pick<FanOut, 'state' | 'counts'> & {
  /** Times to ack. */
  histogram: TimeHistogram
  states: Uint8Array
  tick: number
}

/**
 * A fan-out as the page shows it. `notification` is the last complete snapshot of the server, which no frame changes;
 * `progress` follows the frames. A component subscribes to its part with `useProgress` and renders again when that part
 * changes. Numbers, texts and the curve use `useCalmProgress`, once a second. The field is painted with each frame.
 */
export class LiveFanOut {
  readonly #listeners = new Set<() => void>()
  readonly #calmListeners = new Set<() => void>()
  readonly #calm = throttle(() => emit(this.#calmListeners), CALM_MILLISECONDS)
  #notification: FanOut
  #progress: Progress

  constructor(initial: FanOut) {
    this.#notification = initial
    this.#progress = { ...progressOf(initial), tick: 0 }
  }

  get notification(): FanOut {
    return this.#notification
  }

  get progress(): Progress {
    return this.#progress
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly subscribeCalmly = (listener: () => void): (() => void) => {
    this.#calmListeners.add(listener)
    return () => this.#calmListeners.delete(listener)
  }

  replace(snapshot: FanOut): void {
    this.#notification = snapshot
    this.#move(progressOf(snapshot))
  }

  apply(frames: readonly FanOutFrame[]): void {
    const { states } = this.#progress
    const last = frames.at(-1)
    if (last === undefined) return
    const histogram = this.#progress.histogram.copy()
    for (const frame of frames) {
      applyChanges(states, frame.changes)
      histogram.setAll(frame.histogram)
    }
    this.#move({ ...last, histogram, states })
  }

  #move({ state, counts, histogram, states }: Omit<Progress, 'tick'>): void {
    this.#progress = { state, counts, histogram, states, tick: this.#progress.tick + 1 }
    emit(this.#listeners)
    this.#calm.call()
  }
}

function emit(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) listener()
}

/** Returns a part of the progress. `read` must return the same object or value as long as that part does not change. */
export function useProgress<Part>(live: LiveFanOut, read: (progress: Progress) => Part): Part {
  const readNow = () => read(live.progress)
  return useSyncExternalStore(live.subscribe, readNow, readNow)
}

/** Like `useProgress`, at most once a second: for text, and for parts that need a layout of the page. */
export function useCalmProgress<Part>(live: LiveFanOut, read: (progress: Progress) => Part): Part {
  const readNow = () => read(live.progress)
  return useSyncExternalStore(live.subscribeCalmly, readNow, readNow)
}

function progressOf(snapshot: FanOut): Omit<Progress, 'tick'> {
  const { state, counts } = snapshot
  return { state, counts, histogram: TimeHistogram.from(snapshot.histogram), states: decodeStates(snapshot) }
}

function decodeStates({ states, recipients }: FanOut): Uint8Array {
  return unpackStates(
    Uint8Array.from(atob(states), (letter) => letter.charCodeAt(0)),
    recipients,
  )
}
