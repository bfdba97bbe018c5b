import type { Summary } from '../dashboard/dashboard-store.ts'
import type { ApiKey, StoreCounts } from '../store.ts'
import type { NodeCondition } from './node-condition.ts'
import type { FindingThresholds } from './thresholds.ts'

/** A webhook that fails, or that the server disabled. Times are Unix ms. */
export type FailingWebhook = { id: string; name: string; failingSince?: number; disabledReason?: string }

/** A valid hook with requests that it refused. */
export type FailingHook = { id: string; name: string; refused: number; reason?: string }

/** Everything that the rules look at, read for one turn. */
export type Facts = {
  /** Unix ms. */
  now: number
  thresholds: FindingThresholds
  /** The nodes that are present, with their conditions. */
  nodes: readonly { name: string; conditions: readonly NodeCondition[] }[]
  counts: StoreCounts
  /** AOI Clients in session on all nodes. */
  online: number
  /** The last hour. */
  sums: Summary
  /** Valid keys only. */
  keys: readonly ApiKey[]
  webhooks: readonly FailingWebhook[]
  /** The last hour. */
  hooks: readonly FailingHook[]
  /** When the oldest notification was accepted that the index of texts lacks. */
  textsWaitSince: number | undefined
  /** AOI Clients that were not seen for `unseenDays`; undefined until they are counted. */
  unseenDevices: number | undefined
}
