import { z } from 'zod'
import { labelElements } from '../../label-schemas.ts'
import { notificationIdSchema, urgencySchema } from '../../notification.ts'
import { WEB_PUSH_ENCODINGS } from '../../web-push.ts'
import {
  countSchema,
  filterTextSchema,
  instantSchema,
  listPageOf,
  placeElements,
  rowIdSchema,
  simulatedSchema,
  tokenOfRowSchema,
} from './page.ts'

/** `live` until the notification expires, is cancelled, or is replaced by a newer one of its topic. */
export const NOTIFICATION_STATES = ['live', 'expired', 'cancelled', 'replaced'] as const
export const notificationStateSchema = z.enum(NOTIFICATION_STATES)

const notificationFilterElements = {
  /** Exact, or `prefix.*`. */
  applicationName: filterTextSchema.optional(),
  tokenId: rowIdSchema.optional(),
  /** Id of a Server Application. */
  serverApplicationId: filterTextSchema.optional(),
  /** The whole id, or at least its first eight characters. */
  id: z
    .string()
    .regex(/^[0-9a-f-]{8,36}$/, { error: 'must be an id or its first eight characters' })
    .optional(),
  state: notificationStateSchema.optional(),
  /** Only notifications that some recipient still waits for. */
  pending: z.literal('true').optional(),
  acceptedFrom: instantSchema.optional(),
  acceptedTo: instantSchema.optional(),
  simulated: simulatedSchema,
}

export const notificationFilterSchema = z.strictObject(notificationFilterElements)
export const notificationsQuerySchema = z.strictObject({
  ...notificationFilterElements,
  ...placeElements,
  sort: z.literal('oldest').optional(),
})

/** `payload`: includes payloads, for operators who may read them. */
export const exportQuerySchema = z.strictObject({
  ...notificationFilterElements,
  sort: z.literal('oldest').optional(),
  format: z.enum(['ndjson', 'csv']),
  payload: z.literal('true').optional(),
  /** Chosen by the page, which reads the progress of the export and cancels it by this id. */
  exportId: z.uuid().optional(),
})

/** `total` is missing until the server has counted; `cut`: the export ended at `LIMITS.exportRows`. */
export const exportProgressSchema = z.strictObject({
  state: z.enum(['running', 'done', 'cut', 'cancelled', 'failed']),
  rows: countSchema,
  total: countSchema.optional(),
})

/** Elements of a notification in the lists of those that were sent and of those that wait for their time. */
export const sentElements = {
  applicationName: z.string(),
  token: tokenOfRowSchema,
  serverApplication: z.string(),
  ttlSeconds: countSchema,
  urgency: urgencySchema,
  ...labelElements,
}

/** `acked + pending + expired + revoked = recipients`; `expiredBy` adds up to `expired`. */
export const notificationRowSchema = z.strictObject({
  id: notificationIdSchema,
  acceptedAt: instantSchema,
  expiresAt: instantSchema,
  ...sentElements,
  state: notificationStateSchema,
  /** The title of its payload; only in lists, and for operators who may read payloads. */
  title: z.string().optional(),
  /** An operator erased its payload. */
  erasedAt: instantSchema.optional(),
  recipients: countSchema,
  acked: countSchema,
  pending: countSchema,
  expired: countSchema,
  expiredBy: z.strictObject({ ttl: countSchema, cancelled: countSchema, replaced: countSchema }),
  revoked: countSchema,
  /**
   * 95th percentile of the time to ack. Only for the newest notifications, and only if this process has seen every ack.
   */
  p95Ms: z.number().nonnegative().optional(),
})
export const notificationsPageSchema = listPageOf(notificationRowSchema)
/**
 * The payload as text: JSON, or base64url of a Web Push body with its size and encryption. `erased` if an operator
 * erased it.
 */
export const notificationPayloadSchema = z.union([
  z.strictObject({ payload: z.string(), encoding: z.literal('json') }),
  z.strictObject({ payload: z.literal(''), encoding: z.literal('erased'), erasedAt: instantSchema }),
  z.strictObject({
    payload: z.string(),
    encoding: z.literal('base64url'),
    bytes: countSchema,
    contentEncoding: z.enum(WEB_PUSH_ENCODINGS),
    /** Headers without which an `aesgcm` body cannot be read. */
    encryption: z.string().optional(),
    cryptoKey: z.string().optional(),
  }),
])

export type ExportProgress = z.infer<typeof exportProgressSchema>
export type ExportQuery = z.output<typeof exportQuerySchema>
export type NotificationFilter = z.output<typeof notificationFilterSchema>
export type NotificationsQuery = z.output<typeof notificationsQuerySchema>
export type NotificationListRow = z.infer<typeof notificationRowSchema>
export type NotificationsPage = z.infer<typeof notificationsPageSchema>
export type NotificationPayload = z.infer<typeof notificationPayloadSchema>
