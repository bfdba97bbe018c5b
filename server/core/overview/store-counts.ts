import type { Clock } from '../clock.ts'
import type { Pacer, Turn } from '../pacer.ts'
import type { StoreCounts as Counts, Store } from '../store.ts'

/** Minimum pause between two counts, as a multiple of the last count's duration. */
const REST_FACTOR = 10
/** One step for each of the four counts: so small a database is counted on every read. */
const SMALL_TURNS = 4

type Parts = { store: Pick<Store, 'count'>; clock: Clock; pacer: Pacer }
type Snapshot = { counts: Counts; at: number; took: number; turns: number }

/** The counts of the overview. A large database is counted in paced steps, and the last result serves meanwhile. */
export class StoreCounts {
  readonly #parts: Parts
  #last: Snapshot | undefined
  #counting: Promise<Snapshot> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async read(): Promise<Counts> {
    const last = this.#last
    if (last === undefined || last.turns <= SMALL_TURNS) return (await this.#count()).counts
    const rest = last.took * REST_FACTOR
    // After a failure, the next read counts again and waits for it.
    if (this.#parts.clock.monotonic() - last.at > rest) this.#count().catch(() => undefined)
    return last.counts
  }

  #count(): Promise<Snapshot> {
    this.#counting ??= this.#countAll().finally(() => {
      this.#counting = undefined
    })
    return this.#counting
  }

  async #countAll(): Promise<Snapshot> {
    const { store, clock, pacer } = this.#parts
    const startedAt = clock.monotonic()
    this.#last = this.#last && { ...this.#last, at: startedAt }
    let turns = 0
    const turn: Turn = (step) => {
      turns += 1
      return pacer.turn(step)
    }
    try {
      const counts = await store.count({ turn })
      const at = clock.monotonic()
      this.#last = { counts, at, took: at - startedAt, turns }
      return this.#last
    } catch (error) {
      this.#last = undefined
      throw error
    }
  }
}
