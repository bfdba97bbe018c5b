import type { WebhookAttemptRow, WebhookRow } from '#protocol/webhooks.ts'
import { enableWebhook, removeWebhook, rotateWebhook } from '#server/core/events/webhooks/change-webhook.ts'
import { createWebhook } from '#server/core/events/webhooks/create-webhook.ts'
import { resendEvent, testWebhook } from '#server/core/events/webhooks/try-webhook.ts'
import type { Webhook, WebhookAttempt } from '#server/core/events/webhooks/webhook-store.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN, maybeInstant, toInstant } from './admin-call.ts'

type Calls = Pick<AdminCalls, Extract<keyof AdminCalls, `webhooks.${string}`>>

/** `webhooks.*`: addresses of Server Applications that get events. */
export const webhookCalls: Calls = {
  'webhooks.create': ({ context }, request) => createWebhook(context, { actor: LOCAL_ADMIN, ...request }),
  'webhooks.list': async ({ context }, page) => {
    const { store, webhooks } = context.events
    const { rows, nextCursor } = await webhooks.list(pageOf(page))
    const { last } = await store.readRange()
    return {
      webhooks: rows.map((row) => toWebhookRow(row, last)),
      ...(nextCursor === undefined ? {} : { nextCursor }),
    }
  },
  'webhooks.attempts': async ({ context }, { id }) => ({
    attempts: (await context.events.webhooks.listAttempts(id)).map(toAttemptRow),
  }),
  'webhooks.test': async ({ context }, request) => toAttemptRow(await testWebhook(context, request)),
  'webhooks.resend': async ({ context }, request) => toAttemptRow(await resendEvent(context, request)),
  'webhooks.rotate': ({ context }, { id, overlapSeconds = 0 }) =>
    rotateWebhook(context, { actor: LOCAL_ADMIN, id, overlapSeconds }),
  'webhooks.enable': async ({ context }, { id }) => {
    await enableWebhook(context, { actor: LOCAL_ADMIN, id })
    return { id }
  },
  'webhooks.remove': async ({ context }, { id }) => {
    await removeWebhook(context, { actor: LOCAL_ADMIN, id })
    return { id }
  },
}

function toWebhookRow(webhook: Webhook, last: number): WebhookRow {
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

function toAttemptRow({ webhookId: _, at, ...attempt }: WebhookAttempt): WebhookAttemptRow {
  return { at: toInstant(at), ...attempt }
}
