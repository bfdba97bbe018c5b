import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { LIMITS } from '#protocol'
import type { Clock } from '../core/clock.ts'
import type { NodeCondition } from '../core/findings/node-condition.ts'
import type { NodeReport, Store } from '../core/store.ts'

type Parts = {
  store: Pick<Store, 'reportNode' | 'removeNode'>
  clock: Clock
  role: string
  version: string
  startedAt: number
  isDraining: () => boolean
  /** Returns the number of AOI Clients in session on this node. */
  countOnline: () => number
}

/** The nodes on this database. Each reports its state every few seconds and reads the reports of the others. */
export class Census {
  readonly id = randomUUID()
  readonly #parts: Parts
  #others: readonly NodeReport[] = []
  #conditions = '[]'

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The current report of this node. */
  get own(): NodeReport {
    const { clock, role, version, startedAt, isDraining, countOnline } = this.#parts
    return {
      ...{ id: this.id, name: `${hostname()}:${process.pid}`, role, version, startedAt, seenAt: clock.now() },
      ...{ draining: isDraining(), online: countOnline(), memoryBytes: process.memoryUsage.rss() },
      conditions: this.#conditions,
    }
  }

  /** The last reports of the other nodes, including nodes that have long been silent without leaving. */
  get others(): readonly NodeReport[] {
    return this.#others
  }

  /** The reports of the nodes that are present, this one first. */
  get present(): readonly NodeReport[] {
    return [this.own, ...this.#present]
  }

  /** Ids of the other nodes that are present. */
  get otherIds(): readonly string[] {
    return this.#present.map(({ id }) => id)
  }

  /** Number of nodes that are present, including this one. */
  get nodes(): number {
    return this.#present.length + 1
  }

  /** AOI Clients in session on the other nodes, by their last reports. */
  get onlineElsewhere(): number {
    return this.#present.reduce((sum, { online }) => sum + online, 0)
  }

  /** Takes the conditions of this node into its next reports. */
  note(conditions: readonly NodeCondition[]): void {
    this.#conditions = JSON.stringify(conditions)
  }

  async take(): Promise<void> {
    this.#others = (await this.#parts.store.reportNode(this.own)).filter(({ id }) => id !== this.id)
  }

  /** This node leaves. */
  leave(): Promise<void> {
    return this.#parts.store.removeNode(this.id)
  }

  get #present(): NodeReport[] {
    const since = this.#parts.clock.now() - LIMITS.nodeSilentSeconds * 1000
    return this.#others.filter(({ seenAt }) => seenAt > since)
  }
}
