import type { WallFrame } from '#protocol/dashboard/wall.ts'
import { throttle } from '../live/throttle.ts'

/** The least time between two updates of figures: nobody reads them four times a second. */
const CALM_MILLISECONDS = 1000

/** The last frame of the wall. The canvas paints each frame; the list of lanes follows once a second. */
export class LiveLanes {
  readonly #listeners = new Set<() => void>()
  readonly #calm = throttle(() => {
    this.#shown = this.#frame
    for (const listener of this.#listeners) listener()
  }, CALM_MILLISECONDS)
  /** The time at the right end of the painted picture (Unix ms). */
  paintedEnd = 0
  #frame: WallFrame | undefined
  #shown: WallFrame | undefined

  get frame(): WallFrame | undefined {
    return this.#frame
  }

  /** The frame that the list shows. */
  readonly readShown = (): WallFrame | undefined => this.#shown

  /** Calls `listener` when the list has something new to show. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly take = (frame: WallFrame): void => {
    // Socket.IO delivers binary data as an ArrayBuffer.
    this.#frame = { ...frame, bars: new Uint8Array(frame.bars) }
    this.#calm.call()
  }
}
