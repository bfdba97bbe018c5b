import { z } from 'zod'
import { registrationPolicySchema } from './dashboard/enrolment.ts'
import { FINGERPRINT_DIGITS } from './fingerprint.ts'
import { HEAT_ROWS } from './heat.ts'
import { LIMITS } from './limits.ts'
import { notificationIdSchema } from './notification.ts'

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

/** `acked`: by time to ack, `HEAT_ROWS` of them; empty where nobody acked in that minute. */
export const pulseMinuteSchema = z.strictObject({
  startedAt: z.iso.datetime(),
  accepted: countSchema,
  acked: z.array(countSchema).max(HEAT_ROWS),
  p95Ms: z.number().nonnegative().optional(),
})

/**
 * What an operator should mend in the set-up of the server (`server/ops/warnings.ts`). Where one is about a value, that
 * travels as the need's `detail`.
 */
export const WARNINGS = ['unexpectedErrors', 'untrustedForwarding', 'plainHttp', 'unknownVariables'] as const
export type WarningCode = (typeof WARNINGS)[number]

/** Why an operator should look. Each leads to the list behind it. */
export const NEEDS = [
  'notReady',
  ...WARNINGS,
  'undelivered',
  'waiting',
  'refused',
  'limitsRefuse',
  'nobodyMaySend',
  'nobodyOnline',
  'keysEnding',
] as const
export type Need = (typeof NEEDS)[number]

/** A process that serves, as it last told of itself. Its memory is what the operating system counts. */
export const nodeSchema = z.strictObject({
  name: z.string(),
  /** What it serves (`AOI_ROLE`). */
  role: z.string(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** It has told nothing for `LIMITS.nodeSilentSeconds`, and has not left. */
  silent: z.boolean(),
  draining: z.boolean(),
  onlineAoiClients: countSchema,
  memoryBytes: countSchema,
})

/** `GET /api/dashboard/overview`: what the page `/` shows. For operators, so no token, seed, key or payload is in it. */
export const overviewSchema = z.strictObject({
  /** When the server read all of this. Ages are told against it, not against the reader's clock. */
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
    /** Of them, those with a session right now. */
    onlineAoiClients: countSchema,
    registrations: countSchema,
    sharedTokens: countSchema,
    uniqueTokens: countSchema,
  }),
  nodes: z.array(nodeSchema),
  pulse: z.strictObject({
    /** Notifications accepted in the last sixty seconds. */
    lastMinute: countSchema,
    /** Of the acks of the last hour. */
    p50Ms: z.number().nonnegative().optional(),
    p95Ms: z.number().nonnegative().optional(),
    /** The last hour, the present minute last. */
    minutes: z.array(pulseMinuteSchema),
  }),
  /** What was accepted in the last hour; `cut`: the newest `LIMITS.overviewWalkRows` of it. */
  lastHour: z.strictObject({
    notifications: countSchema,
    recipients: countSchema,
    acked: countSchema,
    cut: z.boolean(),
  }),
  /** `count`: how many, where that says more than one; `detail`: the server's own sentence, or the value that a warning is about. */
  needs: z.array(z.strictObject({ need: z.enum(NEEDS), count: countSchema, detail: z.string().optional() })),
  /** Whether a Server Application holds an API key that is neither revoked nor over. */
  someoneMaySend: z.boolean(),
  notifications: z.array(overviewNotificationSchema).max(LIMITS.overviewNotifications),
})

export type OverviewNotification = z.infer<typeof overviewNotificationSchema>
export type PulseMinute = z.infer<typeof pulseMinuteSchema>
export type OverviewNode = z.infer<typeof nodeSchema>
export type Overview = z.infer<typeof overviewSchema>
