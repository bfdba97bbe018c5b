import { LIMITS } from '#protocol'
import { startOf } from './rollups.ts'

/** The applications of a day that have rollups of their own. Further ones count only for all applications together. */
export class CountedApplications {
  readonly #names = new Set<string>()
  #day = 0

  /** Begins to count the applications of the day of `at` (Unix ms), unless it is the day before. */
  begin(at: number): void {
    const day = startOf(at, 86_400)
    if (day !== this.#day) this.#names.clear()
    this.#day = day
  }

  /** Returns whether the application has rollups of its own. */
  admits(applicationName: string): boolean {
    if (this.#names.has(applicationName)) return true
    if (this.#names.size >= LIMITS.statisticsApplications) return false
    this.#names.add(applicationName)
    return true
  }
}
