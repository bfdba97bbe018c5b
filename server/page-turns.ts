import type { ServerResponse } from 'node:http'
import { LIMITS } from '#protocol'
import type { Clock } from './core/clock.ts'
import { Turns } from './core/turns.ts'

/**
 * Renders few pages at a time. A page is rendered on the event loop, so without turns many requests for pages would hold
 * up deliveries and every other door until the last page is done.
 */
export class PageTurns {
  readonly #clock: Pick<Clock, 'after'>
  readonly #turns = new Turns({ atOnce: LIMITS.pagesAtOnce, waiting: LIMITS.pagesWaiting })

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock
  }

  /**
   * Runs `render` in its turn, or never if the client leaves before. Returns false, and does nothing, when
   * `LIMITS.pagesWaiting` requests wait already. `render` must not throw.
   */
  take(response: ServerResponse, render: () => void): boolean {
    if (this.#turns.isFull) return false
    void this.#turns.run(() => this.#turn(response, render))
    return true
  }

  /** A client that reads slowly keeps its response, and not the turn. */
  async #turn(response: ServerResponse, render: () => void): Promise<void> {
    if (response.closed) return
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(LIMITS.pageTurnMilliseconds, resolve)
      response.once('close', () => {
        cancel()
        resolve()
      })
      render()
    })
    // The other doors get the event loop before the next page.
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
