import { z } from 'zod'
import { notificationIdSchema } from '../notification.ts'
import { countSchema, fingerprintSchema, instantSchema } from './lists/page.ts'

export const flightWindowSchema = z.enum(['hour', 'day', 'week'])
export const flightQuerySchema = z.strictObject({ window: flightWindowSchema.optional() })

/** An AOI Client's connections and deliveries, between two times. */
export const flightSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  /** Connections before this process began are not known. */
  recordedSince: instantSchema,
  connections: z.array(
    z.strictObject({
      openedAt: instantSchema,
      closedAt: instantSchema.optional(),
      /** The server's word at the end, where it had one: docs/protocol.md, Closing. */
      closingCode: z.int().optional(),
    }),
  ),
  /** Newest first; those of the window, `LIMITS.flightDeliveries` at most. */
  deliveries: z.array(
    z.strictObject({
      notificationId: notificationIdSchema,
      applicationName: z.string(),
      token: z.strictObject({ id: z.int(), fingerprint: fingerprintSchema }),
      acceptedAt: instantSchema,
      outcome: z.enum(['acked', 'pending', 'expired', 'cancelled', 'replaced', 'revoked']),
      ackedAt: instantSchema.optional(),
      timeToAckMs: countSchema.optional(),
    }),
  ),
  cut: z.boolean(),
})
export type Flight = z.infer<typeof flightSchema>
