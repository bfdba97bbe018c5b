import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'

const MINUTE_MILLISECONDS = 60_000

/** Counts the pings of a browser: each may wake the radio of a device, and a few a minute are enough. */
export class PingMeter {
  readonly #clock: Clock
  #startedAt: number
  #pings = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.monotonic()
  }

  /** Counts one ping. Returns false if there were too many this minute. */
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
