import { LIMITS } from '#protocol'
import {
  nameOf,
  type Quotas,
  type StorageParty,
  type StorageUse,
  storedBytes,
} from '#server/core/limits/quotas.ts'

/** A party is near its quota from this share on. */
const NEAR = 7 / 8

/**
 * The quotas of a database, and the parties that were found near theirs. A transaction that stores for such a party
 * reads its use before it decides. For any other party the write itself checks the quota, and fails if it goes over.
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

  /** Notes which of these parties are near their quota now. */
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
