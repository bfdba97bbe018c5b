import type { Role } from '#protocol/dashboard/roles.ts'
import type { WebhookDetail } from '#protocol/dashboard/webhooks.ts'
import { webhookIdSchema } from '#protocol/webhooks.ts'
import { readWebhook } from '#server/core/dashboard/webhooks.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices } from '#server/services.ts'

export type FoundWebhook = { webhook: WebhookDetail; readAt: string }

/** Returns a webhook with its newest attempts, as the role may see it; `undefined` if there is none. */
export async function findWebhook(id: string, role: Role): Promise<FoundWebhook | undefined> {
  const services = findServices()
  if (services === undefined || !webhookIdSchema.safeParse(id).success) return undefined
  const { context } = services
  try {
    const webhook = await readWebhook(context, { id, role })
    return { webhook, readAt: new Date(context.clock.now()).toISOString() }
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') return undefined
    throw error
  }
}
