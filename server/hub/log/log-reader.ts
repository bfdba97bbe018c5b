import type { Announcement } from '#server/core/announcement.ts'
import type { Clock } from '#server/core/clock.ts'
import { groupByToken } from '#server/core/group-by-token.ts'
import type { LogEntry, LogRange, Store } from '#server/core/store.ts'
import { LogChanges } from './log-changes.ts'
import { LogPage } from './log-page.ts'
import { LogPages } from './log-pages.ts'

const QUERIES_AT_ONCE = 2
const RANGES_PER_QUERY = 16
const ROWS_PER_RANGE = 64
const BYTES_PER_RANGE = 262_144

type LogStore = Pick<Store, 'readLog' | 'findNextSeq'>
type ReadInput = { tokenId: number; afterSeq: number; headSeq: number }
type Rows = { entries: LogEntry[]; upToSeq: number }
type QueuedRead = { range: LogRange; resolve: (rows: Rows) => void; reject: (error: unknown) => void }
type TokenReads = { changes: LogChanges; running: number; evictions: number }

/**
 * Reads the log for members that are behind. It runs few queries at a time, each for several members. Members at the
 * same seq share one read, and members that come a little later find its page in the cache. So a thousand that reconnect
 * together cost as much as one.
 */
export class LogReader {
  readonly #store: LogStore
  readonly #pages: LogPages
  readonly #waiting: QueuedRead[] = []
  readonly #shared = new Map<string, Promise<LogPage>>()
  /** The pages that are being read, by token. */
  readonly #reads = new Map<number, TokenReads>()
  #queries = 0

  /** `maxPayloadBytes` and the limits above bound the memory that one query can take. */
  constructor(parts: { store: LogStore; clock: Clock; maxPayloadBytes: number }) {
    this.#store = parts.store
    const rows = Math.floor(BYTES_PER_RANGE / parts.maxPayloadBytes)
    const rowsPerPage = Math.max(1, Math.min(ROWS_PER_RANGE, rows))
    this.#pages = new LogPages({ clock: parts.clock, rowsPerPage })
  }

  /** Pages whose query has not begun yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Bytes of the cached pages, roughly. */
  get cachedBytes(): number {
    return this.#pages.bytes
  }

  /** Finds a cached page for a member that has everything up to `afterSeq`. */
  find(input: ReadInput): LogPage | undefined {
    return this.#pages.find(input)
  }

  /**
   * Reads the entries after `afterSeq`, at most 64 rows: up to the next seq that ends a page, and none beyond `headSeq`.
   */
  read(input: ReadInput): Promise<LogPage> {
    const { tokenId, afterSeq } = input
    const upToSeq = Math.min(input.headSeq, this.#pages.endAfter(afterSeq))
    const key = `${tokenId}:${afterSeq}:${upToSeq}`
    const shared = this.#shared.get(key)
    if (shared !== undefined) return shared
    const reads = this.#begin(tokenId)
    const page = this.#readPage({ ...input, upToSeq }, reads).finally(() => {
      this.#shared.delete(key)
      // After the current turn, because the callers that wait for the page look at it in this turn.
      setImmediate(() => this.#end(tokenId, reads))
    })
    this.#shared.set(key, page)
    return page
  }

  /** Notes notifications that end: pages that are being read must not bring them, and cached pages are dropped. */
  onAnnouncement(announcement: Announcement): void {
    if (announcement.kind === 'epochBegan') this.evictAll()
    if (this.#reads.size === 0 && this.#pages.isEmpty) return
    if (announcement.kind === 'cancelled') {
      this.#reads.get(announcement.tokenId)?.changes.cancelled(announcement.seqs)
      this.#pages.drop(announcement.tokenId)
    }
    if (announcement.kind !== 'appended') return
    for (const [tokenId, entries] of groupByToken(announcement.entries)) {
      this.#reads.get(tokenId)?.changes.appended(entries)
      for (const { topic } of entries)
        if (topic !== undefined) this.#pages.drop(tokenId, (page) => page.hasTopic(topic))
    }
  }

  /** The log has grown by entries that are not known here: they may replace others of their topics. */
  onGrown(tokenId: number): void {
    this.#pages.drop(tokenId, (page) => page.hasTopics)
  }

  /** Evicts the pages of a token: from now on this node does not learn of its changes. */
  evict(tokenId: number): void {
    const reads = this.#reads.get(tokenId)
    if (reads !== undefined) reads.evictions += 1
    this.#pages.drop(tokenId)
  }

  /** Evicts all pages: this node may have missed changes that other nodes made. */
  evictAll(): void {
    for (const reads of this.#reads.values()) reads.evictions += 1
    this.#pages.clear()
  }

  #begin(tokenId: number): TokenReads {
    const reads = this.#reads.get(tokenId) ?? { changes: new LogChanges(), running: 0, evictions: 0 }
    this.#reads.set(tokenId, reads)
    reads.running += 1
    return reads
  }

  #end(tokenId: number, reads: TokenReads): void {
    reads.running -= 1
    if (reads.running === 0) this.#reads.delete(tokenId)
  }

  async #readPage(input: ReadInput & { upToSeq: number }, reads: TokenReads): Promise<LogPage> {
    const { tokenId, afterSeq, upToSeq } = input
    const { changes } = reads
    for (;;) {
      const { unknown } = changes
      const { evictions } = reads
      const rows = await this.#skipCompacted(await this.#enqueue({ tokenId, afterSeq, upToSeq }), input)
      if (unknown !== changes.unknown) continue
      const page = new LogPage({ tokenId, afterSeq, upToSeq: rows.upToSeq, entries: rows.entries, changes })
      setImmediate(() => {
        if (evictions === reads.evictions && unknown === changes.unknown) this.#pages.add(page)
      })
      return page
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
