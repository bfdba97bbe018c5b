import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'

/**
 * Runs one write transaction at a time, because SQLite has one writer. A second transaction would wait inside the
 * driver, and block the event loop that the first one needs to finish.
 */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve()
  #length = 0

  /** Runs `work` after all work queued before it. Rejects with `unavailable` if too many writes wait. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#length >= LIMITS.writesQueued) {
      return Promise.reject(
        new AoiError('unavailable', 'too many writes are waiting for the database: try again', 1),
      )
    }
    this.#length += 1
    const result = this.#last.then(work).finally(() => {
      this.#length -= 1
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}
