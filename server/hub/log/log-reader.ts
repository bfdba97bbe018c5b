import type { Announcement } from '#server/core/announcement.ts'
import { groupByToken } from '#server/core/group-by-token.ts'
import type { LogEntry, LogRange, Store } from '#server/core/store.ts'
import { LogChanges } from './log-changes.ts'

const QUERIES_AT_ONCE = 2
const RANGES_PER_QUERY = 16
const ROWS_PER_RANGE = 64
const BYTES_PER_RANGE = 262_144

type LogStore = Pick<Store, 'readLog' | 'findNextSeq'>
type ReadInput = { tokenId: number; afterSeq: number; headSeq: number }
type Rows = { entries: LogEntry[]; upToSeq: number }
/** `entries` are computed at each access: some may have ended since the database read them. */
export type LogPage = Readonly<Rows>

type QueuedRead = { range: LogRange; resolve: (rows: Rows) => void; reject: (error: unknown) => void }
type TokenReads = { changes: LogChanges; running: number }

/**
 * Reads the log for members that are behind. It runs few queries at a time, each for several members. Members at the
 * same seq share one read, so a thousand that reconnect together cost as much as one.
 */
export class LogReader {
  readonly #store: LogStore
  readonly #rowsPerRange: number
  readonly #waiting: QueuedRead[] = []
  readonly #shared = new Map<string, Promise<LogPage>>()
  /** The pages that are being read, by token. */
  readonly #reads = new Map<number, TokenReads>()
  #queries = 0

  /** `maxPayloadBytes` and the limits above bound the memory that one query can take. */
  constructor(parts: { store: LogStore; maxPayloadBytes: number }) {
    this.#store = parts.store
    const rows = Math.floor(BYTES_PER_RANGE / parts.maxPayloadBytes)
    this.#rowsPerRange = Math.max(1, Math.min(ROWS_PER_RANGE, rows))
  }

  /** Pages whose query has not begun yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Reads the entries after `afterSeq`: at most 64 rows, and none beyond `headSeq`. The page covers all seqs up to
   * `upToSeq`: those without an entry were compacted away.
   */
  read(input: ReadInput): Promise<LogPage> {
    const { tokenId, afterSeq } = input
    const upToSeq = Math.min(input.headSeq, afterSeq + this.#rowsPerRange)
    const key = `${tokenId}:${afterSeq}:${upToSeq}`
    const shared = this.#shared.get(key)
    if (shared !== undefined) return shared
    const reads = this.#begin(tokenId)
    const page = this.#readPage({ ...input, upToSeq }, reads.changes).finally(() => {
      this.#shared.delete(key)
      // After the current turn, because the callers that wait for the page look at it in this turn.
      setImmediate(() => this.#end(tokenId, reads))
    })
    this.#shared.set(key, page)
    return page
  }

  /** Notes notifications that end while pages are read. */
  onAnnouncement(announcement: Announcement): void {
    if (this.#reads.size === 0) return
    if (announcement.kind === 'cancelled')
      this.#reads.get(announcement.tokenId)?.changes.cancelled(announcement.seqs)
    if (announcement.kind !== 'appended') return
    for (const [tokenId, entries] of groupByToken(announcement.entries))
      this.#reads.get(tokenId)?.changes.appended(entries)
  }

  #begin(tokenId: number): TokenReads {
    const reads = this.#reads.get(tokenId) ?? { changes: new LogChanges(), running: 0 }
    this.#reads.set(tokenId, reads)
    reads.running += 1
    return reads
  }

  #end(tokenId: number, reads: TokenReads): void {
    reads.running -= 1
    if (reads.running === 0) this.#reads.delete(tokenId)
  }

  async #readPage(input: ReadInput & { upToSeq: number }, changes: LogChanges): Promise<LogPage> {
    for (;;) {
      const { unknown } = changes
      const { tokenId, afterSeq, upToSeq } = input
      const rows = await this.#skipCompacted(await this.#enqueue({ tokenId, afterSeq, upToSeq }), input)
      if (unknown === changes.unknown)
        return {
          upToSeq: rows.upToSeq,
          get entries() {
            return changes.apply(rows.entries)
          },
        }
    }
  }

  #enqueue(range: LogRange): Promise<Rows> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ range, resolve, reject })
      // After the current turn, so that all callers in this turn share the query.
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

  /** Skips a long compacted stretch, which would otherwise give many empty pages: finds the next seq in the log. */
  async #skipCompacted(rows: Rows, input: ReadInput): Promise<Rows> {
    if (rows.entries.length > 0 || rows.upToSeq === input.headSeq) return rows
    const next = await this.#store.findNextSeq({ tokenId: input.tokenId, afterSeq: rows.upToSeq })
    return { entries: [], upToSeq: next === undefined || next > input.headSeq ? input.headSeq : next - 1 }
  }
}

function isIn(range: LogRange): (entry: LogEntry) => boolean {
  return (entry) =>
    entry.tokenId === range.tokenId && entry.seq > range.afterSeq && entry.seq <= range.upToSeq
}
