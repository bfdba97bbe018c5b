import type { WebhookAttemptRow, WebhookRow } from '#protocol/webhooks.ts'
import { maybeInstant, toInstant } from '../../instants.ts'
import type { Webhook, WebhookAttempt } from './webhook-store.ts'

/** Returns a webhook as operators see it. `last` is the place of the newest event. */
export function toWebhookRow(webhook: Webhook, last: number): WebhookRow {
  const { id, name, url, applications, types, createdBy, failures, position, disabledReason } = webhook
  return {
    ...{ id, name, url, applications: [...applications], types: [...types], createdBy, failures },
    createdAt: toInstant(webhook.createdAt),
    behind: Math.max(0, last - position),
    ...maybeInstant('failingSince', webhook.failingSince),
    ...maybeInstant('retryAt', webhook.retryAt),
    ...maybeInstant('deliveredAt', webhook.deliveredAt),
    ...maybeInstant('disabledAt', webhook.disabledAt),
    ...(disabledReason === undefined ? {} : { disabledReason }),
  }
}

/** Returns an attempt as operators see it. */
export function toAttemptRow({ webhookId: _, at, ...attempt }: WebhookAttempt): WebhookAttemptRow {
  return { at: toInstant(at), ...attempt }
}
