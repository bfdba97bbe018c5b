import { randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { Announcement } from '../announcement.ts'
import type { Clock } from '../clock.ts'
import type { ScheduleStore } from '../schedule/schedule-store.ts'
import type { FactReader } from './fact-reader.ts'
import { FindingLives } from './finding-lives.ts'
import type { FindingStore } from './finding-store.ts'
import type { FindingNews } from './news/finding-news.ts'

const LEASE = 'findings'

type Parts = {
  store: FindingStore
  news: FindingNews
  facts: FactReader
  leases: Pick<ScheduleStore, 'takeLease'>
  clock: Clock
  announce: (announcement: Announcement) => void
  /** This node, if others use the same database: then one node at a time does this work. */
  holder: string | undefined
}

/** The findings: matters for an operator. One node looks for them, behind the log. */
export class Findings {
  readonly store: FindingStore
  readonly news: FindingNews
  readonly #parts: Parts
  readonly #lives: FindingLives

  constructor(parts: Parts) {
    this.store = parts.store
    this.news = parts.news
    this.#parts = parts
    this.#lives = new FindingLives({ newId: () => randomBytes(8).toString('hex') })
  }

  /** One step, every `LIMITS.findingsStepMilliseconds`. */
  async step(): Promise<void> {
    const { store, facts, clock, news, announce } = this.#parts
    if (!(await this.#hold())) return
    const unresolved = await store.listUnresolved()
    const changes = this.#lives.take({
      ...{ facts: await facts.read(), unresolved, monotonic: clock.monotonic() },
    })
    const { opened, changed, resolved } = changes
    if (opened.length + changed.length + resolved.length > 0) {
      await store.change({ ...changes, at: clock.now() })
    }
    if (opened.length + resolved.length > 0) announce({ kind: 'findingsChanged' })
    await news.step(await store.listUnresolved())
  }

  async #hold(): Promise<boolean> {
    const { leases, clock, holder } = this.#parts
    if (holder === undefined) return true
    const at = clock.now()
    return leases.takeLease({ name: LEASE, holder, at, endsAt: at + LIMITS.findingsLeaseSeconds * 1000 })
  }
}
