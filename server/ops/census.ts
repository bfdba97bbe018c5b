import { randomUUID } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { Presence } from '../core/presence.ts'
import type { NodeReport, Store } from '../core/store.ts'

type Parts = {
  store: Pick<Store, 'reportNode' | 'removeNode'>
  clock: Clock
  role: string
  /** AOI Clients in session here. */
  countOnline: () => number
}

/** The nodes on this database: each tells of itself every few seconds and reads of the others. */
export class Census {
  readonly #parts: Parts
  readonly #id = randomUUID()
  #others: readonly NodeReport[] = []

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Nodes there are, this one among them. */
  get nodes(): number {
    return this.#others.length + 1
  }

  /** AOI Clients in session on the other nodes, as they last told. */
  get onlineElsewhere(): number {
    return this.#others.reduce((sum, { online }) => sum + online, 0)
  }

  async take(): Promise<void> {
    const { store, clock, role, countOnline } = this.#parts
    const report = { id: this.#id, role, online: countOnline(), at: clock.now() }
    this.#others = (await store.reportNode(report)).filter(({ id }) => id !== this.#id)
  }

  /** The node ends. */
  leave(): Promise<void> {
    return this.#parts.store.removeNode(this.#id)
  }
}

/** Who is connected here, and how many are on the other nodes. */
export function withOthers(here: Presence, census: Census): Presence {
  return {
    get onlineAoiClients() {
      return here.onlineAoiClients + census.onlineElsewhere
    },
    countOnline: (tokenId) => here.countOnline(tokenId),
    isOnline: (aoiClientId) => here.isOnline(aoiClientId),
    reachOf: (aoiClientId, notification) => here.reachOf(aoiClientId, notification),
  }
}
