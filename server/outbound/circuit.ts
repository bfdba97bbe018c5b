import { LIMITS } from '#protocol'

/**
 * Stops requests to an origin that cannot be reached. After `LIMITS.outboundFailures` failures in a row the circuit is
 * open: no request is sent for a time that doubles with each further failure. Then one request tries. Any answer closes
 * the circuit. Times are monotonic milliseconds.
 */
export class Circuit {
  #failures = 0
  #openUntil = 0
  #isTrying = false

  get isOpen(): boolean {
    return this.#failures >= LIMITS.outboundFailures
  }

  /** Admits a request, and returns 0; or returns the milliseconds after which the next request may be admitted. */
  admit(now: number): number {
    if (!this.isOpen) return 0
    if (now < this.#openUntil) return Math.ceil(this.#openUntil - now)
    if (this.#isTrying) return LIMITS.outboundCircuitSeconds * 1000
    this.#isTrying = true
    return 0
  }

  answered(): void {
    this.#failures = 0
    this.#isTrying = false
  }

  failed(now: number): void {
    this.#failures += 1
    this.#isTrying = false
    const doublings = Math.max(0, this.#failures - LIMITS.outboundFailures)
    const seconds = Math.min(LIMITS.outboundCircuitSeconds * 2 ** doublings, LIMITS.outboundCircuitSecondsMax)
    this.#openUntil = now + seconds * 1000
  }

  /** A request that was admitted said nothing about the origin. */
  left(): void {
    this.#isTrying = false
  }
}
