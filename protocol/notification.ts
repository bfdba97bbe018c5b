import { z } from 'zod'
import { isMarked } from './display.ts'
import { displayPayloadSchema } from './display-schema.ts'
import { labelElements } from './label-schemas.ts'
import { LIMITS } from './limits.ts'
import { clientAppTokenSchema } from './registration.ts'
import { seqSchema } from './session.ts'
import { storedTextSchema } from './text.ts'
import { urgencySchema } from './urgency.ts'

export { URGENCIES, type Urgency, urgencySchema } from './urgency.ts'

export const notificationIdSchema = z.uuid({ error: 'must be a notification id (UUID)' })
export const idempotencyKeySchema = storedTextSchema(1, LIMITS.idempotencyKeyBytes)

/**
 * Any JSON. `z.json()` takes fifteen times as long to find the same faults in a message that was read from JSON. The
 * `type` is for the API's description, which cannot express a recursive schema.
 */
export const payloadSchema = z
  .custom<z.core.util.JSONType>(isJson, {
    error: ({ input }) => (input === undefined ? 'is required' : 'must be JSON, with numbers below 1.8e308'),
  })
  .superRefine(checkDisplay)
  .meta({
    description: 'Any JSON value',
    type: ['object', 'array', 'string', 'number', 'boolean', 'null'],
  })

/** Checks a payload for a person, which says that it is one. All other payloads pass. */
function checkDisplay(payload: unknown, context: z.core.$RefinementCtx<unknown>): void {
  if (!isMarked(payload)) return
  const { error } = displayPayloadSchema.safeParse(payload)
  for (const { path, message } of error?.issues ?? [])
    context.addIssue({ code: 'custom', path: [...path], message })
}

/** `JSON.parse` reads a number beyond the range of doubles as infinite. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isJson)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}

/** A time of RFC 3339 with its offset, as Unix milliseconds. */
export const deliverAtSchema = z.iso.datetime({
  offset: true,
  error: 'must be a time of RFC 3339 with its offset, such as 2026-12-24T18:00:00+01:00',
})

const sendElements = {
  payload: payloadSchema,
  ttl: z.int().min(0).max(LIMITS.ttlSecondsMax).optional(),
  urgency: urgencySchema.optional(),
  deliverAt: deliverAtSchema.optional(),
  ...labelElements,
}

/** AOI-3 request: one token, or up to 100. */
export const notificationReqSchema = z
  .strictObject({
    messageType: z.literal('notificationReq'),
    ...sendElements,
    clientAppToken: clientAppTokenSchema.optional(),
    clientAppTokens: z.array(clientAppTokenSchema).min(1).max(LIMITS.tokensPerRequest).optional(),
  })
  .refine((req) => (req.clientAppToken === undefined) !== (req.clientAppTokens === undefined), {
    path: ['clientAppToken'],
    error: 'exactly one of clientAppToken and clientAppTokens is required',
  })

/** AOI-3 request: notifications with payloads of their own, all or none. */
export const notificationBatchReqSchema = z.strictObject({
  messageType: z.literal('notificationBatchReq'),
  notifications: z
    .array(z.strictObject({ clientAppToken: clientAppTokenSchema, ...sendElements }))
    .min(1)
    .max(LIMITS.notificationsPerBatch),
})
export type NotificationBatchReq = z.infer<typeof notificationBatchReqSchema>

export const acceptedSchema = z.strictObject({
  notificationId: notificationIdSchema,
  seq: seqSchema,
  recipients: z.int().nonnegative(),
})

/** It waits for its time. It gets its seq and its recipients then. */
export const scheduledSchema = z.strictObject({
  notificationId: notificationIdSchema,
  deliverAt: z.iso.datetime(),
})

export const notificationErrorSchema = z.strictObject({
  messageType: z.literal('notificationRes'),
  code: z.enum(['400', '401', '403', '404', '409', '413', '422', '429', '500', '503']),
  desc: z.string(),
  /** For 429 because of a quota, and for limits of an API key: the name of the limit. */
  reason: z.string().optional(),
  retryAfter: z.int().positive().optional(),
  /** For a batch: the notifications that refused it, by their index. */
  errors: z
    .array(z.strictObject({ index: z.int().nonnegative(), code: z.enum(['403', '404']), desc: z.string() }))
    .optional(),
})

export const notificationResSchema = z.strictObject({
  messageType: z.literal('notificationRes'),
  code: z.literal('200'),
  desc: z.string(),
  ...acceptedSchema.shape,
})

/** Answer to a request with `deliverAt`. */
export const notificationScheduledResSchema = z.strictObject({
  messageType: z.literal('notificationRes'),
  code: z.literal('200'),
  desc: z.string(),
  ...scheduledSchema.shape,
})

/** Answer to `clientAppTokens`: one result per token, in the order of the request. */
export const notificationManyResSchema = z.strictObject({
  messageType: z.literal('notificationRes'),
  code: z.literal('200'),
  desc: z.string(),
  results: z.array(
    z.union([
      z.strictObject({
        clientAppToken: clientAppTokenSchema,
        code: z.literal('200'),
        desc: z.string(),
        ...acceptedSchema.shape,
      }),
      z.strictObject({
        clientAppToken: clientAppTokenSchema,
        code: z.literal('200'),
        desc: z.string(),
        ...scheduledSchema.shape,
      }),
      z.strictObject({
        clientAppToken: clientAppTokenSchema,
        code: z.enum(['403', '404']),
        desc: z.string(),
      }),
    ]),
  ),
})

/** `live`: it may still be delivered. */
export const NOTIFICATION_STATUSES = ['scheduled', 'live', 'expired', 'cancelled', 'replaced'] as const
export type NotificationStatusName = (typeof NOTIFICATION_STATUSES)[number]

/**
 * Outcome counts of one notification: `acked + pending + expired = recipients` at every instant. `expired` counts
 * notifications that will never arrive; `expiredBy` splits it by reason and adds up to it. A notification with
 * `deliverAt` has no `seq` and no recipients yet, or was cancelled before its time.
 */
export const notificationStatusSchema = z.strictObject({
  id: notificationIdSchema,
  clientAppToken: clientAppTokenSchema,
  status: z.enum(NOTIFICATION_STATUSES),
  seq: seqSchema.optional(),
  acceptedAt: z.iso.datetime(),
  deliverAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime(),
  recipients: z.int().nonnegative(),
  acked: z.int().nonnegative(),
  pending: z.int().nonnegative(),
  expired: z.int().nonnegative(),
  expiredBy: z.strictObject({
    ttl: z.int().nonnegative(),
    cancelled: z.int().nonnegative(),
    replaced: z.int().nonnegative(),
    revoked: z.int().nonnegative(),
  }),
  cancelledAt: z.iso.datetime().optional(),
  replacedAt: z.iso.datetime().optional(),
})

/** Answer to a notification whose sender waited for acks: the accepted notification, and its outcome so far. */
export const notificationAwaitedResSchema = z.strictObject({
  ...notificationResSchema.shape,
  ...notificationStatusSchema.shape,
})

/** A page of the notifications that a Server Application sent. */
export const ownNotificationsSchema = z.strictObject({
  notifications: z.array(z.strictObject({ ...notificationStatusSchema.shape, ...labelElements })),
  nextCursor: z.string().optional(),
})
export type OwnNotifications = z.infer<typeof ownNotificationsSchema>
export type NotificationStatusRow = OwnNotifications['notifications'][number]

export const DELIVERY_OUTCOMES = ['acked', 'pending', 'expired', 'cancelled', 'replaced', 'revoked'] as const
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number]

export const deliveriesSchema = z.strictObject({
  deliveries: z.array(
    z.strictObject({
      registrationId: z.string(),
      /** The name that the app gave its registration. */
      label: z.string().optional(),
      outcome: z.enum(DELIVERY_OUTCOMES),
      ackedAt: z.iso.datetime().optional(),
    }),
  ),
  nextCursor: z.string().optional(),
})

export const tokensSchema = z.strictObject({
  tokens: z.array(
    z.strictObject({
      clientAppToken: clientAppTokenSchema,
      ApplicationName: z.string(),
      kind: z.enum(['shared', 'unique']),
      members: z.int().nonnegative(),
      online: z.int().nonnegative(),
      headSeq: z.int().nonnegative(),
    }),
  ),
  nextCursor: z.string().optional(),
})

export type NotificationReq = z.infer<typeof notificationReqSchema>
export type NotificationRes = z.infer<typeof notificationResSchema>
export type NotificationScheduledRes = z.infer<typeof notificationScheduledResSchema>
export type NotificationManyRes = z.infer<typeof notificationManyResSchema>
export type NotificationError = z.infer<typeof notificationErrorSchema>
export type NotificationStatus = z.infer<typeof notificationStatusSchema>
export type Deliveries = z.infer<typeof deliveriesSchema>
export type Tokens = z.infer<typeof tokensSchema>
