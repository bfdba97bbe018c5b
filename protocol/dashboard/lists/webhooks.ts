import { z } from 'zod'
import { webhookRowSchema } from '../../webhooks.ts'
import { listPageOf, placeElements } from './page.ts'

export const webhooksQuerySchema = z.strictObject(placeElements)
/** Roles that do not manage webhooks get the origin of a URL and `…`. */
export const webhooksPageSchema = listPageOf(webhookRowSchema)

export type WebhooksQuery = z.output<typeof webhooksQuerySchema>
export type WebhooksPage = z.infer<typeof webhooksPageSchema>
