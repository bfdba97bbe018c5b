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

/** What ended a notification for all who had not acked it; `live` until then. */
export const NOTIFICATION_ENDINGS = ['live', 'expired', 'cancelled', 'replaced'] as const

/** `GET …/fan-out`: where everybody stands. Frames go on from `version` of the same `board`. */
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
  /** The notification that it was sent again of, to those who were without it. */
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

/** At most four a second to the room of a notification. A board or version that does not follow: read `fanOut` again. */
export type FanOutFrame = {
  id: string
  board: string
  version: number
  state: FanOut['state']
  counts: OutcomeCounts
  /** Buckets of the time to ack that changed, with their counts now (`TimeHistogram.setAll`). */
  histogram: number[]
  /** `packChanges`. */
  changes: Uint8Array
}

const rowText = z.string()

/** One recipient. `timeToAckMs` counts from when the server accepted the notification. */
export const recipientRowSchema = z.strictObject({
  index: count,
  registrationId: z.int(),
  aoiClientId: rowText,
  name: rowText.optional(),
  outcome: z.enum(RECIPIENT_OUTCOMES),
  ackedAt: instant.optional(),
  timeToAckMs: count.optional(),
  /** What ended it for them, where their outcome is `expired`. */
  ending: z.enum(NOTIFICATION_ENDINGS).optional(),
})
export type RecipientRow = z.infer<typeof recipientRowSchema>

export const recipientsQuerySchema = z.strictObject({
  outcome: z.enum(RECIPIENT_OUTCOMES).optional(),
  /** Time to ack in milliseconds, from and up to before. */
  from: z.coerce.number().nonnegative().optional(),
  to: z.coerce.number().nonnegative().optional(),
  /** How the AOI Client’s id begins. */
  aoiClientId: z.string().min(1).max(64).optional(),
  /** Recipients from this index on. */
  start: z.coerce.number().int().nonnegative().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})
export type RecipientsQuery = z.output<typeof recipientsQuerySchema>

export const recipientsSchema = z.strictObject({
  rows: z.array(recipientRowSchema),
  /** All that match. */
  total: count,
  /** `start` of the next page. */
  next: count.optional(),
})
export type Recipients = z.infer<typeof recipientsSchema>

/** Why an AOI Client has it or not. */
export const EXPLANATIONS = [
  'unknownAoiClient',
  'neverRegistered',
  'registeredLater',
  'deregisteredBefore',
  'hadItBefore',
  'acked',
  'sentNotAcked',
  'connectedNotReading',
  'offline',
  'expired',
  'cancelled',
  'replaced',
  'revoked',
] as const

/** The way of a notification to one AOI Client, step by step; `done` steps came before, the first that is not is where it stands. */
export const explanationSchema = z.strictObject({
  aoiClientId: z.string(),
  name: z.string().optional(),
  explanation: z.enum(EXPLANATIONS),
  /** When it became so, where that is known. */
  at: instant.optional(),
  /** When the AOI Client was connected last. */
  lastSeenAt: instant.optional(),
  registeredAt: instant.optional(),
  steps: z.array(
    z.strictObject({
      step: z.enum(['registered', 'accepted', 'connected', 'sent', 'acked']),
      done: z.boolean(),
      at: instant.optional(),
    }),
  ),
})
export type Explanation = z.infer<typeof explanationSchema>
