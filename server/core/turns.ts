import { AoiError } from './errors.ts'

/** Runs a limited number of calls at once and queues a limited number more; an excess throws `unavailable`. */
export class Turns {
  readonly #atOnce: number
  readonly #waitingMax: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ atOnce, waiting }: { atOnce: number; waiting: number }) {
    this.#atOnce = atOnce
    this.#waitingMax = waiting
  }

  /** True if a further call would be refused. */
  get isFull(): boolean {
    return this.#running >= this.#atOnce && this.#waiting.length >= this.#waitingMax
  }

  /** Runs `work` in its turn. Throws `unavailable` if too many wait. */
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
    if (this.isFull) throw new AoiError('unavailable', 'too many attempts at once: try again', 1)
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Passes the place on instead of freeing it, so that a newcomer in between cannot exceed the limit. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#running -= 1
    else next()
  }
}
