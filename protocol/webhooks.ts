import { z } from 'zod'
import { eventTypeSchema } from './events.ts'
import { grantSchema } from './grants.ts'
import { LIMITS } from './limits.ts'
import { nameSchema } from './text.ts'

const instantSchema = z.iso.datetime()

export const webhookIdSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/, { error: 'must be the id of a webhook (16 hex digits)' })

export const eventIdSchema = z
  .string()
  .regex(/^evt_[0-9a-f-]{36}$/, { error: 'must be the id of an event (evt_ and a UUID)' })

/** Elements of a new webhook. */
export const webhookElements = {
  name: nameSchema(LIMITS.webhookNameBytes),
  /** The server checks it further when it is used. */
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(LIMITS.webhookUrlBytes),
  applications: z.array(grantSchema).min(1).max(LIMITS.grantsPerKey),
  /** Empty: every type. */
  types: z.array(eventTypeSchema).optional(),
}

/** A webhook as operators see it, without its secret. */
export const webhookRowSchema = z.strictObject({
  id: webhookIdSchema,
  name: z.string(),
  url: z.string(),
  applications: z.array(z.string()),
  types: z.array(eventTypeSchema),
  createdBy: z.string(),
  createdAt: instantSchema,
  /** Events that wait for it, of any application. */
  behind: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  failingSince: instantSchema.optional(),
  retryAt: instantSchema.optional(),
  deliveredAt: instantSchema.optional(),
  disabledAt: instantSchema.optional(),
  disabledReason: z.string().optional(),
})

/** `secret` is shown only here and stored nowhere. */
export const createdWebhookSchema = z.strictObject({ id: webhookIdSchema, secret: z.string() })

/** One attempt to deliver an event. */
export const webhookAttemptSchema = z.strictObject({
  at: instantSchema,
  eventId: z.string(),
  type: z.string(),
  attempt: z.int().nonnegative(),
  outcome: z.string(),
  status: z.int().optional(),
  milliseconds: z.int().nonnegative(),
})

const byId = { id: webhookIdSchema }

/** The calls of the admin socket about webhooks. */
export const WEBHOOK_CALLS = {
  'webhooks.create': { request: z.strictObject(webhookElements), answer: createdWebhookSchema },
  'webhooks.list': {
    request: z.strictObject({
      cursor: z.string().min(1).max(LIMITS.pageCursorBytes).optional(),
      limit: z.int().min(1).max(LIMITS.pageRows).optional(),
    }),
    answer: z.strictObject({ webhooks: z.array(webhookRowSchema), nextCursor: z.string().optional() }),
  },
  'webhooks.attempts': {
    request: z.strictObject(byId),
    answer: z.strictObject({ attempts: z.array(webhookAttemptSchema) }),
  },
  'webhooks.test': { request: z.strictObject(byId), answer: webhookAttemptSchema },
  'webhooks.resend': {
    request: z.strictObject({ ...byId, eventId: eventIdSchema }),
    answer: webhookAttemptSchema,
  },
  'webhooks.rotate': {
    request: z.strictObject({
      ...byId,
      overlapSeconds: z.int().min(0).max(LIMITS.webhookOverlapSecondsMax).optional(),
    }),
    answer: createdWebhookSchema,
  },
  'webhooks.enable': { request: z.strictObject(byId), answer: z.strictObject(byId) },
  'webhooks.remove': { request: z.strictObject(byId), answer: z.strictObject(byId) },
} as const

export type WebhookRow = z.output<typeof webhookRowSchema>
export type WebhookAttemptRow = z.output<typeof webhookAttemptSchema>
