import { z } from 'zod'
import { TIME_BUCKETS } from '../time-histogram.ts'
import { type OutcomeCounts, RECIPIENT_OUTCOMES, type RecipientOutcome } from './recipient-states.ts'

const count = z.int().nonnegative()
/** A `TimeHistogram` on the wire: bucket and count in turn, filled buckets only. */
export const timeHistogramSchema = z.array(count).max(2 * TIME_BUCKETS)
const instant = z.iso.datetime()
const countsSchema = z.strictObject(
  Object.fromEntries(RECIPIENT_OUTCOMES.map((outcome) => [outcome, count])) as Record<
    RecipientOutcome,
    typeof count
  >,
)

/** The event that ended a notification for all recipients that had not acked it; `live` until then. */
export const NOTIFICATION_ENDINGS = ['live', 'expired', 'cancelled', 'replaced'] as const

/** `GET …/fan-out`: the outcome of every recipient. Frames continue from `version` of the same `board`. */
export const fanOutSchema = z.strictObject({
  id: z.string(),
  applicationName: z.string(),
  tokenId: z.int(),
  tokenFingerprint: z.string(),
  acceptedAt: instant,
  expiresAt: instant,
  state: z.enum(NOTIFICATION_ENDINGS),
  /** When it was cancelled or replaced. */
  endedAt: instant.optional(),
  simulated: z.boolean(),
  /** Id of the original, if this notification was sent again to recipients without it. */
  resendOf: z.string().optional(),
  readAt: instant,
  board: z.string(),
  version: count,
  recipients: count,
  counts: countsSchema,
  /** Recipients who acked, by time to ack (`TimeHistogram.from`). */
  histogram: timeHistogramSchema,
  /** `packStates`, base64; recipients in the order of their registration. */
  states: z.base64(),
})
export type FanOut = z.infer<typeof fanOutSchema>

/**
 * At most four a second to a notification's room. If a frame's board or version does not follow, the page reads
 * `fanOut` again.
 */
export type FanOutFrame = {
  id: string
  board: string
  version: number
  state: FanOut['state']
  counts: OutcomeCounts
  /** Changed buckets of the time to ack, with their new counts (`TimeHistogram.setAll`). */
  histogram: number[]
  /** `packChanges`. */
  changes: Uint8Array
}

const rowText = z.string()

/** A push service that delivers to an AOI Client, with its latest answer. `status` is 0 if none came. */
const pushServiceSchema = z.strictObject({
  origin: z.string(),
  status: z.int().optional(),
  answer: z.string().optional(),
  answeredAt: instant.optional(),
  endReason: z.string().optional(),
})
export type PushServiceAnswer = z.infer<typeof pushServiceSchema>

/** One recipient. `timeToAckMs` counts from when the server accepted the notification. */
export const recipientRowSchema = z.strictObject({
  index: count,
  registrationId: z.int(),
  aoiClientId: rowText,
  name: rowText.optional(),
  outcome: z.enum(RECIPIENT_OUTCOMES),
  ackedAt: instant.optional(),
  timeToAckMs: count.optional(),
  /** The event that ended it for this recipient, if the outcome is `expired`. */
  ending: z.enum(NOTIFICATION_ENDINGS).optional(),
  /** It expired after its push service had accepted it: the receiver never confirmed it. */
  neverConfirmed: z.literal(true).optional(),
  pushService: pushServiceSchema.optional(),
})
export type RecipientRow = z.infer<typeof recipientRowSchema>

export const recipientsQuerySchema = z.strictObject({
  outcome: z.enum(RECIPIENT_OUTCOMES).optional(),
  /** Time to ack in milliseconds: `from` inclusive, `to` exclusive. */
  from: z.coerce.number().nonnegative().optional(),
  to: z.coerce.number().nonnegative().optional(),
  /** Prefix of the AOI Client's id. */
  aoiClientId: z.string().min(1).max(64).optional(),
  /** Recipients from this index on. */
  start: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})
export type RecipientsQuery = z.output<typeof recipientsQuerySchema>

export const recipientsSchema = z.strictObject({
  rows: z.array(recipientRowSchema),
  /** Number of all matching recipients. */
  total: count,
  /** `start` of the next page. */
  next: count.optional(),
})
export type Recipients = z.infer<typeof recipientsSchema>

/** Reasons why an AOI Client has the notification or not. */
export const EXPLANATIONS = [
  'unknownAoiClient',
  'neverRegistered',
  'registeredLater',
  'deregisteredBefore',
  'hadItBefore',
  'acked',
  'sentNotAcked',
  'connectedNotReading',
  'waitsForPushService',
  'pushedNotConfirmed',
  'neverConfirmed',
  'offline',
  'expired',
  'cancelled',
  'replaced',
  'revoked',
] as const

/**
 * The way of a notification to one AOI Client, step by step. It has passed the `done` steps and stands at the first
 * other one.
 */
export const explanationSchema = z.strictObject({
  aoiClientId: z.string(),
  name: z.string().optional(),
  explanation: z.enum(EXPLANATIONS),
  /** Time of the explained event, if known. */
  at: instant.optional(),
  /** When the AOI Client was connected last. */
  lastSeenAt: instant.optional(),
  registeredAt: instant.optional(),
  pushService: pushServiceSchema.optional(),
  steps: z.array(
    z.strictObject({
      step: z.enum(['registered', 'accepted', 'connected', 'sent', 'acked']),
      done: z.boolean(),
      at: instant.optional(),
    }),
  ),
})
export type Explanation = z.infer<typeof explanationSchema>
