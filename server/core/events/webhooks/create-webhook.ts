import { randomBytes } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { EventType } from '#protocol/event-types.ts'
import type { Context } from '../../context.ts'
import { AoiError } from '../../errors.ts'

export type WebhookInput = {
  actor: string
  name: string
  url: string
  applications: readonly string[]
  types?: readonly EventType[] | undefined
  /** Refuses a name that a webhook has. */
  isOnly?: boolean | undefined
}

export type CreatedWebhook = { id: string; secret: string }

/**
 * Makes a webhook that gets the events from now on. Returns its secret, which is stored nowhere. Throws `invalid` for a
 * URL to which the server sends nothing, `exists` for a taken name, `tooMany` above `LIMITS.webhooks`.
 */
export async function createWebhook(ctx: Context, input: WebhookInput): Promise<CreatedWebhook> {
  const { actor, name, url, applications, types = [] } = input
  const fault = ctx.events.outbound.findUrlFault(url)
  if (fault !== undefined) throw new AoiError('invalid', `url: ${fault}`)
  const id = randomBytes(8).toString('hex')
  const at = ctx.clock.now()
  const webhook = { id, name, url, applications, types, createdBy: actor, createdAt: at }
  const created = await ctx.events.webhooks.create(webhook, { isOnly: input.isOnly === true })
  if (typeof created === 'object')
    throw new AoiError('exists', 'name: a webhook has this name', { parameters: { id: created.existing } })
  if (created === 'tooMany')
    throw new AoiError('tooMany', `at most ${LIMITS.webhooks} webhooks may exist: remove one first`)
  await ctx.store.recordAudit({ actor, action: 'webhook.create', subject: id, detail: name, at })
  return { id, secret: ctx.events.secrets.show({ id, secretNumber: 1 }) }
}
