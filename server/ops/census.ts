import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { NodeReport, Store } from '../core/store.ts'

type Parts = {
  store: Pick<Store, 'reportNode' | 'removeNode'>
  clock: Clock
  role: string
  version: string
  startedAt: number
  isDraining: () => boolean
  /** AOI Clients in session here. */
  countOnline: () => number
}

/** The nodes on this database: each tells of itself every few seconds and reads of the others. */
export class Census {
  readonly id = randomUUID()
  readonly #parts: Parts
  #others: readonly NodeReport[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** This node as it is now. */
  get own(): NodeReport {
    const { clock, role, version, startedAt, isDraining, countOnline } = this.#parts
    return {
      ...{ id: this.id, name: `${hostname()}:${process.pid}`, role, version, startedAt, seenAt: clock.now() },
      ...{ draining: isDraining(), online: countOnline(), memoryBytes: process.memoryUsage.rss() },
    }
  }

  /** The other nodes, as they last told, also those that have long been silent and have not left. */
  get others(): readonly NodeReport[] {
    return this.#others
  }

  /** Other nodes that are there. */
  get otherIds(): readonly string[] {
    return this.#present.map(({ id }) => id)
  }

  /** Nodes there are, this one among them. */
  get nodes(): number {
    return this.#present.length + 1
  }

  /** AOI Clients in session on the other nodes, as they last told. */
  get onlineElsewhere(): number {
    return this.#present.reduce((sum, { online }) => sum + online, 0)
  }

  async take(): Promise<void> {
    this.#others = (await this.#parts.store.reportNode(this.own)).filter(({ id }) => id !== this.id)
  }

  /** The node ends. */
  leave(): Promise<void> {
    return this.#parts.store.removeNode(this.id)
  }

  get #present(): NodeReport[] {
    const since = this.#parts.clock.now() - LIMITS.nodeSilentSeconds * 1000
    return this.#others.filter(({ seenAt }) => seenAt > since)
  }
}
