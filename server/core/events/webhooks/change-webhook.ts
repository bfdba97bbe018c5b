import { durationOf } from '#protocol/duration-of.ts'
import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'
import type { CreatedWebhook } from './create-webhook.ts'
import type { Webhook } from './webhook-store.ts'

type Change = { actor: string; id: string }

/** Returns a webhook. Throws `notFound`. */
export async function getWebhook(ctx: Context, id: string): Promise<Webhook> {
  const webhook = await ctx.events.webhooks.find(id)
  if (webhook === undefined) throw new AoiError('notFound', 'id: no webhook has this id')
  return webhook
}

/**
 * Gives a webhook a new secret and returns it. For `overlapSeconds`, requests carry a signature of each secret. Throws
 * `notFound`.
 */
export async function rotateWebhook(
  ctx: Context,
  { actor, id, overlapSeconds }: Change & { overlapSeconds: number },
): Promise<CreatedWebhook> {
  const at = ctx.clock.now()
  await ctx.events.webhooks.rotate({ id, previousEndsAt: at + overlapSeconds * 1000 })
  const webhook = await getWebhook(ctx, id)
  const detail = `the old secret ends after ${durationOf(overlapSeconds)}`
  await ctx.store.recordAudit({ actor, action: 'webhook.rotate', subject: id, detail, at })
  return { id, secret: ctx.events.secrets.show(webhook) }
}

/** Lets a disabled webhook continue where it stopped. Throws `notFound`, and `invalid` if it is not disabled. */
export async function enableWebhook(ctx: Context, { actor, id }: Change): Promise<void> {
  await getWebhook(ctx, id)
  if (!(await ctx.events.webhooks.enable(id)))
    throw new AoiError('invalid', 'id: this webhook is not disabled')
  await ctx.store.recordAudit({ actor, action: 'webhook.enable', subject: id, at: ctx.clock.now() })
}

/** Removes a webhook with its attempts. Throws `notFound`. */
export async function removeWebhook(ctx: Context, { actor, id }: Change): Promise<void> {
  const { name } = await getWebhook(ctx, id)
  await ctx.events.webhooks.remove(id)
  const at = ctx.clock.now()
  await ctx.store.recordAudit({ actor, action: 'webhook.remove', subject: id, detail: name, at })
}
