import { z } from 'zod'
import { registrationPolicySchema } from './dashboard/enrolment.ts'
import { STAGES } from './dashboard/stage-times.ts'
import { findingSchema } from './findings.ts'
import { FINGERPRINT_DIGITS } from './fingerprint.ts'
import { HEAT_ROWS } from './heat.ts'
import { LIMITS } from './limits.ts'
import { notificationIdSchema } from './notification.ts'
import { rehearsalResultSchema } from './rehearsal.ts'

const countSchema = z.int().nonnegative()
const fingerprintSchema = z.string().regex(new RegExp(`^[0-9a-f]{${FINGERPRINT_DIGITS}}$`))

/** `acked + pending + expired = recipients`; `expiredBy` adds up to `expired`. Newest first. */
export const overviewNotificationSchema = z.strictObject({
  id: notificationIdSchema,
  applicationName: z.string(),
  tokenFingerprint: fingerprintSchema,
  kind: z.enum(['shared', 'unique']),
  acceptedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  recipients: countSchema,
  acked: countSchema,
  pending: countSchema,
  expired: countSchema,
  expiredBy: z.strictObject({
    ttl: countSchema,
    cancelled: countSchema,
    replaced: countSchema,
    revoked: countSchema,
  }),
})

/** `acked`: counts by time to ack, one for each of the `HEAT_ROWS`; empty if nobody acked in that minute. */
export const pulseMinuteSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  accepted: countSchema,
  acked: z.array(countSchema).max(HEAT_ROWS),
  p95Ms: z.number().nonnegative().optional(),
})

/** A serving process, as it last reported itself. `memoryBytes` is the operating system's count. */
export const nodeSchema = z.strictObject({
  name: z.string(),
  /** Value of `AOI_ROLE`. */
  role: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** The node has not reported for `LIMITS.nodeSilentSeconds`, and has not left. */
  silent: z.boolean(),
  draining: z.boolean(),
  onlineAoiClients: countSchema,
  memoryBytes: countSchema,
})

/** `GET /api/dashboard/overview`: the content of the page `/`. It contains no token, seed, key or payload. */
export const overviewSchema = z.strictObject({
  /** Time of the server's read. Ages refer to it, not to the reader's clock. */
  readAt: z.iso.datetime(),
  status: z.strictObject({
    startedAt: z.iso.datetime(),
    draining: z.boolean(),
    /** Origin to give to AOI Clients and Server Applications. */
    publicUrl: z.url(),
    /** `AOI_REGISTRATION`. */
    registration: registrationPolicySchema,
    /** Fingerprint of the database's incarnation. */
    epochFingerprint: fingerprintSchema,
  }),
  counts: z.strictObject({
    aoiClients: countSchema,
    /** AOI Clients with an open session. */
    onlineAoiClients: countSchema,
    registrations: countSchema,
    sharedTokens: countSchema,
    uniqueTokens: countSchema,
  }),
  nodes: z.array(nodeSchema),
  pulse: z.strictObject({
    /** Notifications accepted in the last sixty seconds. */
    lastMinute: countSchema,
    /** Percentiles of the acks of the last hour. */
    p50Ms: z.number().nonnegative().optional(),
    p95Ms: z.number().nonnegative().optional(),
    /** The last hour, the present minute last. */
    minutes: z.array(pulseMinuteSchema),
  }),
  /**
   * How long notifications of this node took from each stage to the next. `p95Ms`: in the last five minutes; `usualMs`:
   * p95 of the hour before them. Missing without enough notifications.
   */
  stages: z.array(
    z.strictObject({
      stage: z.enum(STAGES),
      notifications: countSchema,
      p95Ms: z.number().nonnegative().optional(),
      usualMs: z.number().nonnegative().optional(),
    }),
  ),
  /** Notifications accepted in the last hour; `cut`: only the newest `LIMITS.overviewWalkRows` of them. */
  lastHour: z.strictObject({
    notifications: countSchema,
    recipients: countSchema,
    acked: countSchema,
    cut: z.boolean(),
  }),
  /** Open findings, the most pressing first. `findingsMore`: how many there are beside them. */
  findings: z.array(findingSchema).max(LIMITS.overviewFindings),
  findingsMore: countSchema,
  /** The last rehearsal of a restore by this node; absent if there was none. */
  rehearsal: rehearsalResultSchema.optional(),
  /** True if a Server Application holds an API key that is neither revoked nor expired. */
  someoneMaySend: z.boolean(),
  notifications: z.array(overviewNotificationSchema).max(LIMITS.overviewNotifications),
})

export type OverviewNotification = z.infer<typeof overviewNotificationSchema>
export type PulseMinute = z.infer<typeof pulseMinuteSchema>
export type OverviewNode = z.infer<typeof nodeSchema>
export type Overview = z.infer<typeof overviewSchema>
