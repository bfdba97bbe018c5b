import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'

const BURST_SECONDS = 2

/**
 * Limits the messages of a connection to `LIMITS.messagesPerSecond`, with bursts of twice as many. An acknowledgement
 * that moves a cursor is given back, since a fast reader has to send many of them.
 */
export class MessageMeter {
  readonly #clock: Clock
  #left = LIMITS.messagesPerSecond * BURST_SECONDS
  #filledAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#filledAt = clock.monotonic()
  }

  /** Counts one message. Returns false if it exceeds the limit. */
  take(): boolean {
    const now = this.#clock.monotonic()
    const earned = ((now - this.#filledAt) / 1000) * LIMITS.messagesPerSecond
    this.#left = Math.min(LIMITS.messagesPerSecond * BURST_SECONDS, this.#left + earned)
    this.#filledAt = now
    this.#left -= 1
    return this.#left >= 0
  }

  giveBack(): void {
    this.#left += 1
  }
}
