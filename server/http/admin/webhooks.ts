import { enableWebhook, removeWebhook, rotateWebhook } from '#server/core/events/webhooks/change-webhook.ts'
import { createWebhook } from '#server/core/events/webhooks/create-webhook.ts'
import { resendEvent, testWebhook } from '#server/core/events/webhooks/try-webhook.ts'
import { toAttemptRow, toWebhookRow } from '#server/core/events/webhooks/webhook-rows.ts'
import type { ApiServices } from '../api-services.ts'
import { pageOf } from '../elements.ts'
import { type AdminCalls, LOCAL_ADMIN } from './admin-call.ts'

type Calls = Pick<AdminCalls, Extract<keyof AdminCalls, `webhooks.${string}`>>

/** `webhooks.*`: addresses of Server Applications that get events. */
export const webhookCalls: Calls = {
  'webhooks.create': ({ context }, request) => createWebhook(context, { actor: LOCAL_ADMIN, ...request }),
  'webhooks.list': ({ context }, page) => listWebhookRows(context, page),
  'webhooks.attempts': async ({ context }, { id }) => ({
    attempts: (await context.events.webhooks.listAttempts(id)).map(toAttemptRow),
  }),
  'webhooks.test': async ({ context }, request) =>
    toAttemptRow(await testWebhook(context, { actor: LOCAL_ADMIN, ...request })),
  'webhooks.resend': async ({ context }, request) =>
    toAttemptRow(await resendEvent(context, { actor: LOCAL_ADMIN, ...request })),
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

/** Returns a page of webhooks as operators see them, newest first. */
export async function listWebhookRows(
  { events }: ApiServices['context'],
  page: Parameters<typeof pageOf>[0],
) {
  const { rows, nextCursor } = await events.webhooks.list(pageOf(page))
  const { last } = await events.store.readRange()
  return {
    webhooks: rows.map((row) => toWebhookRow(row, last)),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  }
}
