import { z } from 'zod'
import { notificationIdSchema } from '../notification.ts'
import { countSchema, fingerprintSchema, instantSchema } from './lists/page.ts'

export const flightWindowSchema = z.enum(['hour', 'day', 'week'])
export const flightQuerySchema = z.strictObject({ window: flightWindowSchema.optional() })

/** An AOI Client's connections and deliveries, between two times. */
export const flightSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  /** Earlier connections are unknown: this process had not started yet. */
  recordedSince: instantSchema,
  connections: z.array(
    z.strictObject({
      openedAt: instantSchema,
      closedAt: instantSchema.optional(),
      /** Code of the server's `aoiClosing`, if it sent one (docs/protocol.md, Closing). */
      closingCode: z.int().optional(),
    }),
  ),
  /** Deliveries in the window, newest first, at most `LIMITS.flightDeliveries`. */
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
