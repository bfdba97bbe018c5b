import { z } from 'zod'
import { FINGERPRINT_DIGITS } from './fingerprint.ts'
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

/** `GET /api/overview`: what the page `/` shows. For operators, so no token, seed, key or payload is in it. */
export const overviewSchema = z.strictObject({
  /** When the server read all of this. Ages are told against it, not against the reader's clock. */
  readAt: z.iso.datetime(),
  status: z.strictObject({
    startedAt: z.iso.datetime(),
    draining: z.boolean(),
    /** Origin to give to AOI Clients and Server Applications. */
    publicUrl: z.url(),
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
  /** Whether a Server Application holds an API key that is neither revoked nor over. */
  someoneMaySend: z.boolean(),
  notifications: z.array(overviewNotificationSchema).max(LIMITS.overviewNotifications),
})

export type OverviewNotification = z.infer<typeof overviewNotificationSchema>
export type Overview = z.infer<typeof overviewSchema>
