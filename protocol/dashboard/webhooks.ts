import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import {
  eventIdSchema,
  webhookAttemptSchema,
  webhookElements,
  webhookIdSchema,
  webhookRowSchema,
} from '../webhooks.ts'
import { instantSchema } from './lists/page.ts'

export const webhookPathSchema = z.strictObject({ id: webhookIdSchema })
export const webhookReqSchema = z.strictObject(webhookElements)
/** Both secrets sign for `overlapSeconds`. */
export const webhookRotationSchema = z.strictObject({
  overlapSeconds: z.int().nonnegative().max(LIMITS.webhookOverlapSecondsMax),
})
export const webhookResendSchema = z.strictObject({ eventId: eventIdSchema })

export const webhookDetailSchema = webhookRowSchema.extend({
  /** The secret before the latest rotation signs until then. */
  previousEndsAt: instantSchema.optional(),
  /** The newest first. */
  attempts: z.array(webhookAttemptSchema).max(LIMITS.webhookAttemptsKept),
})

export type WebhookReq = z.input<typeof webhookReqSchema>
export type WebhookDetail = z.infer<typeof webhookDetailSchema>
