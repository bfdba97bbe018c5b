import { LIMITS } from '#protocol'
import { endsAt } from '#server/core/delivery/now-or-never.ts'
import type { LogEntry } from '#server/core/store.ts'

type Replacement = { seq: number; at: number }

/**
 * Cancellations and replacements in the log of one token while its pages are read. They correct a page that was read
 * before them, before the hub sends it.
 */
export class LogChanges {
  readonly #cancelled = new Set<number>()
  /** The newest notification of each topic. */
  readonly #replaced = new Map<string, Replacement>()
  #unknown = 0

  /** Grows with each change whose details are not known: pages that were read before it must be read again. */
  get unknown(): number {
    return this.#unknown
  }

  /** Notes cancelled notifications. Without `seqs` it is not known which ones. */
  cancelled(seqs: readonly number[] | undefined): void {
    if (seqs === undefined) this.#forget()
    for (const seq of seqs ?? []) this.#cancelled.add(seq)
    this.#limit()
  }

  appended(entries: readonly LogEntry[]): void {
    for (const { topic, seq, acceptedAt } of entries)
      if (topic !== undefined) this.#replaced.set(topic, { seq, at: acceptedAt })
    this.#limit()
  }

  /** Returns the entries in their current state: the same array if nothing has changed. */
  apply(entries: readonly LogEntry[]): readonly LogEntry[] {
    if (this.#cancelled.size === 0 && this.#replaced.size === 0) return entries
    return entries.map((entry) => this.#applyTo(entry))
  }

  #applyTo(entry: LogEntry): LogEntry {
    if (entry.state !== 'live') return entry
    if (this.#cancelled.has(entry.seq)) return { ...entry, state: 'cancelled' }
    const newer = entry.topic === undefined ? undefined : this.#replaced.get(entry.topic)
    const isReplaced = newer !== undefined && newer.seq > entry.seq && newer.at < endsAt(entry)
    return isReplaced ? { ...entry, state: 'replaced' } : entry
  }

  #limit(): void {
    if (this.#cancelled.size + this.#replaced.size > LIMITS.logChangesNoted) this.#forget()
  }

  #forget(): void {
    this.#unknown += 1
    this.#cancelled.clear()
    this.#replaced.clear()
  }
}
