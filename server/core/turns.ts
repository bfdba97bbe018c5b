import { AoiError } from './errors.ts'

/** Lets so many run at once, and so many more wait for their turn; beyond that `unavailable`. */
export class Turns {
  readonly #atOnce: number
  readonly #waitingMax: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ atOnce, waiting }: { atOnce: number; waiting: number }) {
    this.#atOnce = atOnce
    this.#waitingMax = waiting
  }

  /** Runs `work` in its turn. Throws `unavailable` when too many wait. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter()
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running += 1
      return
    }
    if (this.#waiting.length >= this.#waitingMax)
      throw new AoiError('unavailable', 'too many attempts at once: try again in a moment', 1)
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Hands the place on instead of freeing it, so that nobody who comes in between makes one too many. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }
}
