import {
  nameOf,
  partiesOf,
  type Quotas,
  type StorageParty,
  type StorageUse,
  type StoredAmount,
  type StoredBy,
  storedBytes,
} from '#server/core/limits/quotas.ts'
import { isWebPushSender } from '#server/core/web-push/sender-id.ts'

type Budget = { party: StorageParty; added: StoredAmount; used: StoredAmount; quota: number | undefined }
type Sent = { by: StoredBy; amount: StoredAmount }

const NOTHING: StoredAmount = { notifications: 0, bytes: 0 }

/**
 * Sums up the amounts that one group commit adds for each party. If their use is known, it finds the parties without
 * room.
 */
export class StorageBudgets {
  readonly areKnown: boolean
  readonly #used: ReadonlyMap<string, StoredAmount>
  readonly #quotas: Quotas | undefined
  readonly #budgets = new Map<string, Budget>()
  /** The budgets of API keys, by Server Application. All notifications of one count for the same parties. */
  readonly #applications = new Map<string, readonly Budget[]>()

  constructor({ used, quotas }: { used?: readonly StorageUse[]; quotas?: Quotas }) {
    this.areKnown = used !== undefined
    this.#used = new Map(used?.map((use) => [nameOf(use), use]))
    this.#quotas = quotas
  }

  /** Returns the first party that the amount would take over its quota. */
  findFull({ by, amount }: Sent): StorageParty | undefined {
    if (!this.areKnown) return undefined
    const full = this.#of(by).find(({ quota, used, added }) => {
      return quota !== undefined && storedBytes(used) + storedBytes(added) + storedBytes(amount) > quota
    })
    return full?.party
  }

  add({ by, amount }: Sent): void {
    for (const { added } of this.#of(by)) {
      added.notifications += amount.notifications
      added.bytes += amount.bytes
    }
  }

  /** Returns the added amount of every party that was asked about, also if it is nothing. */
  listAdded(): StorageUse[] {
    return [...this.#budgets.values()].map(({ party, added }) => ({ ...party, ...added }))
  }

  #of(by: StoredBy): readonly Budget[] {
    const known = this.#applications.get(by.serverApplicationId)
    if (known !== undefined) return known
    const budgets = partiesOf(by).map((party) => this.#open(party))
    if (!isWebPushSender(by.serverApplicationId)) this.#applications.set(by.serverApplicationId, budgets)
    return budgets
  }

  #open(party: StorageParty): Budget {
    const name = nameOf(party)
    const known = this.#budgets.get(name)
    if (known !== undefined) return known
    const used = this.#used.get(name) ?? NOTHING
    const budget = { party, used, added: { ...NOTHING }, quota: this.#quotas?.[party.unit] }
    this.#budgets.set(name, budget)
    return budget
  }
}
