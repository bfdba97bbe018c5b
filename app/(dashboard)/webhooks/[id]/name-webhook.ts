import { webhookIdSchema } from '#protocol/webhooks.ts'
import type { Services } from '#server/services.ts'

/** Returns the name of a webhook. */
export async function nameWebhook({ context }: Services, id: string): Promise<string | undefined> {
  return webhookIdSchema.safeParse(id).success ? (await context.events.webhooks.find(id))?.name : undefined
}
