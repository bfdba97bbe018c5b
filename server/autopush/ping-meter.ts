import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'

const MINUTE_MILLISECONDS = 60_000

/** Counts the pings of a browser: each wakes a radio somewhere, and a few in a minute are all that is needed. */
export class PingMeter {
  readonly #clock: Clock
  #startedAt: number
  #pings = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.monotonic()
  }

  /** Counts one ping; false when there were too many this minute. */
  take(): boolean {
    const now = this.#clock.monotonic()
    if (now - this.#startedAt >= MINUTE_MILLISECONDS) {
      this.#startedAt = now
      this.#pings = 0
    }
    this.#pings += 1
    return this.#pings <= LIMITS.pushSocketPingsPerMinute
  }
}
