import type { ServerResponse } from 'node:http'
import { LIMITS } from '#protocol'
import type { Clock } from './core/clock.ts'

/**
 * Renders few pages at a time. A page is rendered on the event loop, so without turns many requests for pages would hold
 * up deliveries and every other door until the last page is done.
 */
export class PageTurns {
  readonly #clock: Pick<Clock, 'after'>
  readonly #waiting: (() => void)[] = []
  #rendering = 0

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /**
   * Runs `render` in its turn, or never if the client leaves before. Returns false, and does nothing, when
   * `LIMITS.pagesWaiting` requests wait already.
   */
  take(response: ServerResponse, render: () => void): boolean {
    if (this.#rendering < LIMITS.pagesAtOnce) this.#begin(response, render)
    else if (this.#waiting.length < LIMITS.pagesWaiting)
      this.#waiting.push(() => this.#begin(response, render))
    else return false
    return true
  }

  #begin(response: ServerResponse, render: () => void): void {
    this.#rendering += 1
    // A client that reads slowly keeps its response, and not the turn.
    const cancel = this.#clock.after(LIMITS.pageTurnMilliseconds, () => end())
    let isOver = false
    const end = () => {
      if (isOver) return
      isOver = true
      cancel()
      this.#rendering -= 1
      // The other doors get the event loop before the next page.
      setImmediate(() => this.#waiting.shift()?.())
    }
    if (response.closed) end()
    else {
      response.once('close', end)
      render()
    }
  }
}
