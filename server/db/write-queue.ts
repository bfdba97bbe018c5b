import { LIMITS } from '#protocol'
import { AoiError } from '#server/core/errors.ts'

/**
 * One write transaction at a time. SQLite has one writer; a second would wait inside the driver, which blocks the
 * event loop that the first needs to finish.
 */
export class WriteQueue {
  #last: Promise<unknown> = Promise.resolve()
  #length = 0

  /** Runs `work` after all work queued before it. Rejects with `unavailable` when too much is waiting. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#length >= LIMITS.writesQueued) {
      return Promise.reject(new AoiError('unavailable', 'too many writes are waiting for the database', 1))
    }
    this.#length += 1
    const result = this.#last.then(work).finally(() => {
      this.#length -= 1
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}
