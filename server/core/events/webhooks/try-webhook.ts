import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'
import { newEventId } from '../new-event-id.ts'
import { callWebhook } from './call-webhook.ts'
import { getWebhook } from './change-webhook.ts'
import type { Webhook, WebhookAttempt } from './webhook-store.ts'

type Trial = { actor: string; id: string }

/** Sends an event `webhook.test` to a webhook at once. Returns the attempt, delivered or not. Throws `notFound`. */
export async function testWebhook(ctx: Context, { actor, id }: Trial): Promise<WebhookAttempt> {
  const webhook = await getWebhook(ctx, id)
  const at = ctx.clock.now()
  const data = JSON.stringify({ webhookId: id })
  await ctx.store.recordAudit({ actor, action: 'webhook.test', subject: id, at })
  return send(ctx, webhook, { eventId: newEventId(at), type: 'webhook.test', at, data })
}

/**
 * Sends an event that is still kept to a webhook at once, beside its order. Returns the attempt, delivered or not. Throws
 * `notFound`.
 */
export async function resendEvent(
  ctx: Context,
  { actor, id, eventId }: Trial & { eventId: string },
): Promise<WebhookAttempt> {
  const webhook = await getWebhook(ctx, id)
  const event = await ctx.events.store.find(eventId)
  if (event === undefined) throw new AoiError('notFound', 'eventId: no event with this id is kept')
  const at = ctx.clock.now()
  await ctx.store.recordAudit({ actor, action: 'webhook.resend', subject: id, detail: eventId, at })
  return send(ctx, webhook, event)
}

async function send(
  ctx: Context,
  webhook: Webhook,
  event: { eventId: string; type: string; at: number; data: string },
): Promise<WebhookAttempt> {
  const { outbound, secrets, webhooks } = ctx.events
  const {
    retryAfter: _,
    waitMilliseconds: __,
    ...attempt
  } = await callWebhook({ outbound, secrets, clock: ctx.clock }, { webhook, event, attempt: 0 })
  await webhooks.keepAttempt(attempt)
  return attempt
}
