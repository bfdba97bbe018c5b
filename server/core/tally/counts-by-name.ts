/** More names than any closed set has. A name that is not of such a set must not make the metrics grow. */
const NAMES = 200
const OTHER = 'other'

/**
 * Counts events by the name of their kind, such as a limit or a status, since the start of the process. Further names
 * than `NAMES` count as `other`.
 */
export class CountsByName {
  readonly #counts = new Map<string, number>()

  add(name: string, events = 1): void {
    const known = this.#counts.get(name)
    if (known !== undefined) this.#counts.set(name, known + events)
    else if (this.#counts.size < NAMES || name === OTHER) this.#counts.set(name, events)
    else this.add(OTHER, events)
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  [Symbol.iterator](): IterableIterator<[name: string, events: number]> {
    return this.#counts.entries()
  }
}
