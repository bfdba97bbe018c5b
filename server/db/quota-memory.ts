import { LIMITS } from '#protocol'
import {
  nameOf,
  type Quotas,
  type StorageParty,
  type StorageUse,
  storedBytes,
} from '#server/core/limits/quotas.ts'

/** From this share of its quota on, a party is near it. */
const NEAR = 7 / 8

/**
 * The quotas of a database, and which parties were found near theirs. A transaction that stores for one of these looks
 * at what is used before it decides; any other is checked by its own write, which fails when it goes over a quota.
 */
export class QuotaMemory {
  readonly quotas: Quotas
  readonly #near = new Set<string>()

  constructor(quotas: Quotas) {
    this.quotas = quotas
  }

  isAnyNear(parties: Iterable<StorageParty>): boolean {
    if (this.#near.size === 0) return false
    for (const party of parties) if (this.#near.has(nameOf(party))) return true
    return false
  }

  /** Notes which of these are near their quota now. */
  learn(use: readonly StorageUse[]): void {
    for (const used of use) {
      const quota = this.quotas[used.unit]
      const name = nameOf(used)
      this.#near.delete(name)
      if (quota === undefined || storedBytes(used) < quota * NEAR) continue
      this.#near.add(name)
      const [oldest] = this.#near
      if (this.#near.size > LIMITS.partiesNearQuota && oldest !== undefined) this.#near.delete(oldest)
    }
  }
}
