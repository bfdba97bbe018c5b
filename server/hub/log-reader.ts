import type { LogEntry, LogRange, Store } from '../core/store.ts'

const QUERIES_AT_ONCE = 2
const RANGES_PER_QUERY = 16
const ROWS_PER_RANGE = 64
const BYTES_PER_RANGE = 262_144

type LogStore = Pick<Store, 'readLog' | 'findNextSeq'>
export type LogPage = { entries: LogEntry[]; upToSeq: number }

type Waiting = { range: LogRange; resolve: (page: LogPage) => void; reject: (error: unknown) => void }

/**
 * Reads the log for the members that are behind. Few queries at a time, each for several members; members that stand
 * at the same place share one read, so a thousand that come back together cost what one costs.
 */
export class LogReader {
  readonly #store: LogStore
  readonly #rowsPerRange: number
  readonly #waiting: Waiting[] = []
  readonly #shared = new Map<string, Promise<LogPage>>()
  #queries = 0

  /** With the limits above, `maxPayloadBytes` says what one query can hold in memory at most. */
  constructor(parts: { store: LogStore; maxPayloadBytes: number }) {
    this.#store = parts.store
    const rows = Math.floor(BYTES_PER_RANGE / parts.maxPayloadBytes)
    this.#rowsPerRange = Math.max(1, Math.min(ROWS_PER_RANGE, rows))
  }

  /**
   * What stands after `afterSeq`, at most 64 rows and not beyond `headSeq`. `upToSeq` is how far the page speaks for:
   * seqs up to it that have no entry were compacted away.
   */
  read(input: { tokenId: number; afterSeq: number; headSeq: number }): Promise<LogPage> {
    const { tokenId, afterSeq } = input
    const upToSeq = Math.min(input.headSeq, afterSeq + this.#rowsPerRange)
    const key = `${tokenId}:${afterSeq}:${upToSeq}`
    const shared = this.#shared.get(key)
    if (shared !== undefined) return shared
    const page = this.#enqueue({ tokenId, afterSeq, upToSeq })
      .then((found) => this.#skipCompacted(found, input))
      .finally(() => this.#shared.delete(key))
    this.#shared.set(key, page)
    return page
  }

  #enqueue(range: LogRange): Promise<LogPage> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ range, resolve, reject })
      // After the current turn, so that everyone who asks in it shares the query.
      setImmediate(() => void this.#query())
    })
  }

  async #query(): Promise<void> {
    if (this.#queries >= QUERIES_AT_ONCE || this.#waiting.length === 0) return
    this.#queries += 1
    const batch = this.#waiting.splice(0, RANGES_PER_QUERY)
    try {
      const entries = await this.#store.readLog(batch.map((waiting) => waiting.range))
      for (const { range, resolve } of batch)
        resolve({ entries: entries.filter(isIn(range)), upToSeq: range.upToSeq })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      this.#queries -= 1
      void this.#query()
    }
  }

  /** An empty page in a long-compacted stretch would be followed by many more: find where the log goes on. */
  async #skipCompacted(page: LogPage, input: { tokenId: number; headSeq: number }): Promise<LogPage> {
    if (page.entries.length > 0 || page.upToSeq === input.headSeq) return page
    const next = await this.#store.findNextSeq({ tokenId: input.tokenId, afterSeq: page.upToSeq })
    return { entries: [], upToSeq: next === undefined || next > input.headSeq ? input.headSeq : next - 1 }
  }
}

function isIn(range: LogRange): (entry: LogEntry) => boolean {
  return (entry) =>
    entry.tokenId === range.tokenId && entry.seq > range.afterSeq && entry.seq <= range.upToSeq
}
