import { LIMITS } from '#protocol'
import type { Clock } from '../clock.ts'
import type { DashboardStore } from '../dashboard/dashboard-store.ts'
import { walkPages } from '../dashboard/walk-pages.ts'
import type { WebhookStore } from '../events/webhooks/webhook-store.ts'
import type { HookStore } from '../hooks/hook-store.ts'
import type { StoreCounts } from '../overview/store-counts.ts'
import type { Turn } from '../pacer.ts'
import type { SearchStore } from '../search/search-store.ts'
import { listValidKeys } from '../server-applications/list-valid-keys.ts'
import type { NodeReport, Store } from '../store.ts'
import type { Facts } from './facts.ts'
import { readConditions } from './node-condition.ts'
import type { FindingThresholds } from './thresholds.ts'

const HOUR = 3_600_000
const DAY = 86_400_000
/** Recipients without an ack after this time deserve a look. */
const WAITING_MILLISECONDS = 300_000

type Parts = {
  store: Pick<Store, 'listApiKeys'>
  dashboard: Pick<DashboardStore, 'sumUp' | 'listAoiClients'>
  counts: Pick<StoreCounts, 'read'>
  webhooks: Pick<WebhookStore, 'listFailing'>
  hooks: Pick<HookStore, 'listFailing'>
  search: Pick<SearchStore, 'findWaitingSince'>
  clock: Clock
  turn: Turn
  thresholds: FindingThresholds
  /** Returns the nodes that are present, this one first. */
  listNodes: () => readonly NodeReport[]
}

/** Reads the facts for the rules, in steps of the pacer. Each read is bounded. */
export class FactReader {
  readonly #parts: Parts
  #unseen: { count: number; countedAt: number } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async read(): Promise<Facts> {
    const { store, dashboard, counts, webhooks, hooks, search, clock, turn, thresholds } = this.#parts
    const now = clock.now()
    const [from, rows] = [now - HOUR, LIMITS.findingsPerKind]
    const hour = { from, now, waitingSince: now - WAITING_MILLISECONDS, rows: LIMITS.overviewWalkRows }
    const nodes = this.#parts.listNodes()
    return {
      ...{
        now,
        thresholds,
        nodes: nodes.map(({ name, conditions }) => ({ name, conditions: readConditions(conditions) })),
      },
      online: nodes.reduce((sum, node) => sum + node.online, 0),
      counts: await counts.read(),
      sums: await turn(() => dashboard.sumUp(hour)),
      keys: await turn(() => listValidKeys(store, now)),
      webhooks: await turn(() => webhooks.listFailing(rows)),
      hooks: await turn(() => hooks.listFailing({ from, rows })),
      textsWaitSince: await turn(() => search.findWaitingSince()),
      unseenDevices: await this.#countUnseen(now),
    }
  }

  /** Counts in the whole table, so rarely. */
  async #countUnseen(now: number): Promise<number> {
    const { dashboard, clock, turn, thresholds } = this.#parts
    if (this.#unseen !== undefined && clock.monotonic() - this.#unseen.countedAt < HOUR)
      return this.#unseen.count
    const filter = {
      notSeenSince: now - thresholds.unseenDays * DAY,
      hidesSimulated: true,
      accepts: ({ nodeId }: { nodeId?: string | undefined }) => nodeId === undefined,
    }
    const asked = { limit: LIMITS.listRows, filter, oldestFirst: true }
    const read = (cursor: string | undefined) => turn(() => dashboard.listAoiClients({ ...asked, cursor }))
    let count = 0
    for await (const rows of walkPages(read)) {
      count += rows.length
      if (count >= LIMITS.unseenDevicesCounted) break
    }
    this.#unseen = { count, countedAt: clock.monotonic() }
    return count
  }
}
