import type { EventType } from '#protocol/event-types.ts'
import type { FailingWebhook } from '../../findings/facts.ts'
import type { Page, PageRequest } from '../../store.ts'

export type NewWebhook = {
  /** 16 hex digits. */
  id: string
  name: string
  url: string
  /** ApplicationNames, exact or `prefix.*`. */
  applications: readonly string[]
  /** Empty: every type. */
  types: readonly EventType[]
  /** The actor in the audit that made it. */
  createdBy: string
  createdAt: number
}

export type Webhook = NewWebhook & {
  /** The number of its secret. The one before is valid until `previousEndsAt` (Unix ms). */
  secretNumber: number
  previousEndsAt?: number
  disabledAt?: number
  disabledReason?: string
} & WebhookProgress

/** The place of a webhook in the order of all events. Times are Unix ms. */
export type WebhookProgress = {
  /** Events up to this position were delivered, or do not concern it. */
  position: number
  /** Failures of the next event, the first at `failingSince`. It is tried again at `retryAt`. */
  failures: number
  failingSince?: number
  retryAt?: number
  deliveredAt?: number
}

/** One attempt, as it is kept for the operator. */
export type WebhookAttempt = {
  webhookId: string
  eventId: string
  /** The type of the event, or `webhook.test`. */
  type: string
  at: number
  /** The number of this attempt for the event; 0 if an operator asked for it. */
  attempt: number
  /** `delivered`, `answered` with a `status` that refuses, or the failure of the request. */
  outcome: string
  status?: number
  milliseconds: number
}

export type WebhookCreation = 'created' | 'tooMany' | { existing: string }

/** The webhooks in the database, beside the `Store` and on its connections. */
export interface WebhookStore {
  /**
   * Makes a webhook, from the next event on. Returns `tooMany` if there are `LIMITS.webhooks`. With `isOnly`, makes none
   * if a webhook has the name, and returns its id.
   */
  create(webhook: NewWebhook, options?: { isOnly?: boolean }): Promise<WebhookCreation>
  find(id: string): Promise<Webhook | undefined>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Webhook>>
  /** Every webhook that is not disabled. */
  listActive(): Promise<Webhook[]>
  /** Those that fail or are disabled; `rows` at most. */
  listFailing(rows: number): Promise<FailingWebhook[]>
  /** Gives it the next secret; the one before ends at `previousEndsAt`. Returns false if there is none. */
  rotate(input: { id: string; previousEndsAt: number }): Promise<boolean>
  /** Stops the deliveries. Returns false if it is disabled already. */
  disable(input: { id: string; at: number; reason: string }): Promise<boolean>
  /** Begins again where it stopped. Returns false if it is not disabled. */
  enable(id: string): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Writes the progress of a webhook, and its newest attempts. It does nothing to one that is gone. */
  keepProgress(input: {
    id: string
    progress: WebhookProgress
    attempts: readonly WebhookAttempt[]
  }): Promise<void>
  /** Keeps an attempt that an operator asked for. */
  keepAttempt(attempt: WebhookAttempt): Promise<void>
  /** Newest first. */
  listAttempts(webhookId: string): Promise<WebhookAttempt[]>
}
