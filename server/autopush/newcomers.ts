import { LIMITS } from '#protocol'

/** Counts the connections that said hello and hold no channel: they cost no row of the database, and memory all the same. */
export class Newcomers {
  #count = 0

  /** False when there is no room for one more. */
  enter(): boolean {
    if (this.#count >= LIMITS.pushSocketNewcomers) return false
    this.#count += 1
    return true
  }

  leave(): void {
    this.#count -= 1
  }
}
