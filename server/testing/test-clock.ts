import type { Clock } from '#server/core/clock.ts'

type Timer = { dueAt: number; run: () => void }

/**
 * A clock that stands still until the test moves it. Wall clock and monotonic clock start at the same Unix time, in ms.
 */
export class TestClock implements Clock {
  readonly #timers = new Set<Timer>()
  #now: number

  constructor(now = Date.UTC(2026, 10, 1)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { dueAt: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Number of pending timers. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Moves time on, and runs each timer that falls due at its own time. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.dueAt - b.dueAt)[0]
      if (next === undefined || next.dueAt > until) break
      this.#now = Math.max(this.#now, next.dueAt)
      this.#timers.delete(next)
      next.run()
    }
    this.#now = until
  }
}
