import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'

const BURST_SECONDS = 2

/**
 * Counts a connection's messages. `LIMITS.messagesPerSecond` may go on for ever, twice as many may come at once; an
 * acknowledgement that moves a cursor is given back, since a fast reader has to send many of them.
 */
export class MessageMeter {
  readonly #clock: Clock
  #left = LIMITS.messagesPerSecond * BURST_SECONDS
  #filledAt: number

  /** What to do when one message too many has come. */
  onFlood: () => void

  constructor(clock: Clock, onFlood: () => void) {
    this.#clock = clock
    this.onFlood = onFlood
    this.#filledAt = clock.monotonic()
  }

  /** Counts one message. */
  take(): void {
    const now = this.#clock.monotonic()
    const earned = ((now - this.#filledAt) / 1000) * LIMITS.messagesPerSecond
    this.#left = Math.min(LIMITS.messagesPerSecond * BURST_SECONDS, this.#left + earned)
    this.#filledAt = now
    this.#left -= 1
    if (this.#left < 0) this.onFlood()
  }

  giveBack(): void {
    this.#left += 1
  }
}
