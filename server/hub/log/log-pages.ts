import { LIMITS } from '#protocol'
import type { Clock } from '#server/core/clock.ts'
import type { CacheBudget } from './cache-budget.ts'
import type { LogPage } from './log-page.ts'

type CachedPage = { page: LogPage; number: number; until: number }

/**
 * The pages of the log that were read in the last 250 ms. Members that are behind share them and their packed batches
 * as members at the head share the cached entries. They are hints (R2): the owner drops those that no longer match the
 * log. A change that the owner does not learn of is unknown here for as long as a page may stay.
 */
export class LogPages {
  readonly #clock: Clock
  readonly #rowsPerPage: number
  readonly #budget: CacheBudget = { bytes: 0, maxBytes: LIMITS.logCacheBytes }
  /** By token, and by the number of the page in its log. */
  readonly #tokens = new Map<number, Map<number, CachedPage>>()
  /** The oldest first. */
  readonly #byAge = new Set<CachedPage>()
  #isAgeing = false

  constructor({ clock, rowsPerPage }: { clock: Clock; rowsPerPage: number }) {
    this.#clock = clock
    this.#rowsPerPage = rowsPerPage
  }

  get isEmpty(): boolean {
    return this.#byAge.size === 0
  }

  get bytes(): number {
    return this.#budget.bytes
  }

  /** The last seq of the page after `afterSeq`. Pages end at fixed seqs, so members that are apart soon share them. */
  endAfter(afterSeq: number): number {
    return (this.#numberAfter(afterSeq) + 1) * this.#rowsPerPage
  }

  /** Returns a page that begins at or before `afterSeq`, reaches beyond it, and does not reach beyond `headSeq`. */
  find(input: { tokenId: number; afterSeq: number; headSeq: number }): LogPage | undefined {
    const { tokenId, afterSeq, headSeq } = input
    const page = this.#tokens.get(tokenId)?.get(this.#numberAfter(afterSeq))?.page
    if (page === undefined || afterSeq < page.afterSeq) return undefined
    return afterSeq < page.upToSeq && page.upToSeq <= headSeq ? page : undefined
  }

  /** Adds a page in place of the one with its number. */
  add(page: LogPage): void {
    const number = this.#numberAfter(page.afterSeq)
    this.#drop(this.#tokens.get(page.tokenId)?.get(number))
    const cached = { page, number, until: this.#clock.monotonic() + LIMITS.logCacheMilliseconds }
    const pages = this.#tokens.get(page.tokenId) ?? new Map<number, CachedPage>()
    this.#tokens.set(page.tokenId, pages.set(number, cached))
    this.#byAge.add(cached)
    page.enterCache(this.#budget)
    for (const oldest of this.#byAge) {
      if (this.#budget.bytes <= this.#budget.maxBytes) break
      this.#drop(oldest)
    }
    this.#age()
  }

  /** Drops the pages of a token; with `which`, only those for which it returns true. */
  drop(tokenId: number, which: (page: LogPage) => boolean = () => true): void {
    for (const cached of this.#tokens.get(tokenId)?.values() ?? []) if (which(cached.page)) this.#drop(cached)
  }

  clear(): void {
    for (const cached of this.#byAge) this.#drop(cached)
  }

  #numberAfter(afterSeq: number): number {
    return Math.floor(afterSeq / this.#rowsPerPage)
  }

  #drop(cached: CachedPage | undefined): void {
    if (cached === undefined || !this.#byAge.delete(cached)) return
    const { page, number } = cached
    page.leaveCache()
    const pages = this.#tokens.get(page.tokenId)
    pages?.delete(number)
    if (pages?.size === 0) this.#tokens.delete(page.tokenId)
  }

  /** Drops pages at their age. One timer serves all, and none runs while nothing is cached. */
  #age(): void {
    const [oldest] = this.#byAge
    if (this.#isAgeing || oldest === undefined) return
    this.#isAgeing = true
    const now = this.#clock.monotonic()
    this.#clock.after(Math.max(1, oldest.until - now), () => {
      this.#isAgeing = false
      for (const cached of this.#byAge) {
        if (cached.until > this.#clock.monotonic()) break
        this.#drop(cached)
      }
      this.#age()
    })
  }
}
