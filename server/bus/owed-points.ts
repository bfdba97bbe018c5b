import type { RateLimiterRedis } from 'rate-limiter-flexible'
import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'

const RETRY_MILLISECONDS = 1000

/** Points of a key to give back in Redis, or all its points. `until`: when Redis forgets them (monotonic ms). */
type Debt = { key: string; points: number | 'all'; until: number }

type Parts = { clock: Clock; findRedis: () => RateLimiterRedis | undefined }

/**
 * Points that Redis counted and that must be given back. Redis may be slow or away, so each debt stays here until Redis
 * confirms it or its time is over. At most `LIMITS.pointsOwed` debts wait; Redis forgets any further one by itself. A
 * lost confirmation gives a point back twice: one more attempt for a caller that succeeded.
 */
export class OwedPoints {
  readonly #parts: Parts
  /** Debts that are not being paid right now. */
  readonly #waiting = new Set<Debt>()
  #kept = 0
  #isScheduled = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Resolves when Redis has answered, or cannot be reached. */
  async owe(debt: Debt): Promise<void> {
    if (this.#kept >= LIMITS.pointsOwed) return
    this.#kept += 1
    await this.#pay(debt)
  }

  async #pay(debt: Debt): Promise<void> {
    this.#waiting.delete(debt)
    if (await this.#isSettled(debt)) {
      this.#kept -= 1
      return
    }
    this.#waiting.add(debt)
    this.#tryLater()
  }

  async #isSettled({ key, points, until }: Debt): Promise<boolean> {
    const { clock, findRedis } = this.#parts
    if (clock.monotonic() >= until) return true
    const redis = findRedis()
    if (redis === undefined) return false
    try {
      await (points === 'all' ? redis.delete(key) : redis.reward(key, points))
      return true
    } catch {
      return false
    }
  }

  #tryLater(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#parts.clock.after(RETRY_MILLISECONDS, () => {
      this.#isScheduled = false
      for (const debt of [...this.#waiting]) void this.#pay(debt)
    })
  }
}
