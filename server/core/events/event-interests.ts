import { isGranted } from '../server-applications/grants.ts'

/** More names than one node serves at once. Beyond it, names are compared again. */
const NAMES = 10_000

/**
 * The applications whose events somebody wants, as this node last read them. Without any, no transaction has to do
 * anything for events.
 */
export class EventInterests {
  #patterns: readonly string[] = []
  readonly #known = new Map<string, boolean>()

  get isNone(): boolean {
    return this.#patterns.length === 0
  }

  /** ApplicationNames, exact or `prefix.*`. */
  set(patterns: readonly string[]): void {
    this.#patterns = patterns
    this.#known.clear()
  }

  has(applicationName: string): boolean {
    if (this.#patterns.length === 0) return false
    const known = this.#known.get(applicationName)
    if (known !== undefined) return known
    if (this.#known.size >= NAMES) this.#known.clear()
    const isWanted = isGranted(this.#patterns, applicationName)
    this.#known.set(applicationName, isWanted)
    return isWanted
  }
}
