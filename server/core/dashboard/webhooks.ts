import { LIMITS } from '#protocol'
import type { WebhooksPage, WebhooksQuery } from '#protocol/dashboard/lists/webhooks.ts'
import { mayDo, type Role } from '#protocol/dashboard/roles.ts'
import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import type { WebhookRow } from '#protocol/webhooks.ts'
import type { Context } from '../context.ts'
import { getWebhook } from '../events/webhooks/change-webhook.ts'
import { toAttemptRow, toWebhookRow } from '../events/webhooks/webhook-rows.ts'
import { maybeInstant } from '../instants.ts'

/** Webhooks, the newest first. Throws `invalid` for a cursor that this server did not issue. */
export async function listWebhooks(
  ctx: Context,
  { role, cursor, limit = LIMITS.listRowsDefault }: WebhooksQuery & { role: Role },
): Promise<WebhooksPage> {
  const { store, webhooks } = ctx.events
  const page = await webhooks.list({ limit, ...(cursor !== undefined && { cursor }) })
  const { last } = await store.readRange()
  return { ...page, rows: page.rows.map((webhook) => forRole(toWebhookRow(webhook, last), role)) }
}

/** Returns a webhook with its newest attempts. Throws `notFound`. */
export async function readWebhook(
  ctx: Context,
  { id, role }: { id: string; role: Role },
): Promise<WebhookDetail> {
  const { store, webhooks } = ctx.events
  const webhook = await getWebhook(ctx, id)
  const [{ last }, attempts] = await Promise.all([store.readRange(), webhooks.listAttempts(id)])
  const { previousEndsAt = 0 } = webhook
  const signsUntil = previousEndsAt > ctx.clock.now() ? previousEndsAt : undefined
  return {
    ...forRole(toWebhookRow(webhook, last), role),
    attempts: attempts.map(toAttemptRow),
    ...maybeInstant('previousEndsAt', signsUntil),
  }
}

/** A URL may contain a secret of the receiver, so only roles that manage webhooks see more than its origin. */
function forRole(row: WebhookRow, role: Role): WebhookRow {
  return mayDo(role, 'manageKeys') ? row : { ...row, url: `${new URL(row.url).origin}/…` }
}
