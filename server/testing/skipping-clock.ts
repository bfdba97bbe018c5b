import type { Clock } from '#server/core/clock.ts'
import { systemClock } from '#server/ops/system-clock.ts'

type Timer = { dueAt: number; fire: () => void }

/** The system's clock, for whole servers. A test can skip over time in which nothing has to happen. */
export class SkippingClock implements Clock {
  readonly #timers = new Set<Timer>()
  #skipped = 0

  now(): number {
    return systemClock.now() + this.#skipped
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#skipped
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer: Timer = { dueAt: this.monotonic() + milliseconds, fire: () => {} }
    const cancel = systemClock.after(milliseconds, () => timer.fire())
    const end = () => {
      cancel()
      this.#timers.delete(timer)
    }
    timer.fire = () => {
      end()
      run()
    }
    this.#timers.add(timer)
    return end
  }

  /** Moves time on, and runs the timers that fall due, the earliest first. */
  skip(milliseconds: number): void {
    this.#skipped += milliseconds
    const due = [...this.#timers].filter(({ dueAt }) => dueAt <= this.monotonic())
    for (const timer of due.sort((a, b) => a.dueAt - b.dueAt)) timer.fire()
  }
}
