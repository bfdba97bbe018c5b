import { z } from 'zod'
import { notificationIdSchema } from '../notification.ts'
import { URGENCIES } from '../urgencies.ts'
import { CLIENT_CONDITIONS } from './client-conditions.ts'
import { countSchema, fingerprintSchema, instantSchema } from './lists/page.ts'

export const flightWindowSchema = z.enum(['hour', 'day', 'week'])
export const flightQuerySchema = z.strictObject({ window: flightWindowSchema.optional() })

/** An AOI Client's connections and deliveries, between two times. */
export const flightSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  /** Why the AOI Client is connected and behind, or not connected; missing if there is none with this id. */
  condition: z
    .strictObject({
      name: z.enum(CLIENT_CONDITIONS),
      since: instantSchema.optional(),
      /** Connections in the last ten minutes. */
      connections: countSchema.optional(),
      minimumUrgency: z.enum(URGENCIES).optional(),
    })
    .optional(),
  /** Connections of the last ten minutes that are over. */
  reconnects: countSchema.optional(),
  /** The latest round trip, of the present connection or of one before it. */
  roundTripMs: z.number().nonnegative().optional(),
  /** The newest `LIMITS.flightConnectionsPerClient`. Without `closedAt`, it is open, or its end is not recorded. */
  connections: z.array(
    z.strictObject({
      openedAt: instantSchema,
      closedAt: instantSchema.optional(),
      /** Code of the server's `aoiClosing`, if it sent one (docs/protocol.md, Closing). */
      closingCode: z.int().optional(),
      roundTripMs: z.number().nonnegative().optional(),
      isOpen: z.literal(true).optional(),
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
