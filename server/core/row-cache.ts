import type { Clock } from './clock.ts'

const CACHED_MILLISECONDS = 5000
const CACHED_ROWS = 10_000

/**
 * Rows by id, cached for 5 s. A change takes that long on other nodes, and applies at once on the node that makes it
 * (`forget`).
 */
export class RowCache<Row> {
  readonly #read: (id: string) => Promise<Row | undefined>
  readonly #clock: Clock
  readonly #cached = new Map<string, { row: Row; cachedAt: number }>()
  #forgotten = 0

  constructor(parts: { read: (id: string) => Promise<Row | undefined>; clock: Clock }) {
    this.#read = parts.read
    this.#clock = parts.clock
  }

  async find(id: string): Promise<Row | undefined> {
    const now = this.#clock.monotonic()
    const cached = this.#cached.get(id)
    if (cached !== undefined && now - cached.cachedAt < CACHED_MILLISECONDS) return cached.row
    const forgotten = this.#forgotten
    const row = await this.#read(id)
    // A read that overlapped a change may have the old row, so it is not cached.
    if (row === undefined || forgotten !== this.#forgotten) return row
    if (this.#cached.size >= CACHED_ROWS) this.#cached.clear()
    this.#cached.set(id, { row, cachedAt: now })
    return row
  }

  forget(id: string): void {
    this.#cached.delete(id)
    this.#forgotten += 1
  }
}
