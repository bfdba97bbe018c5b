import { z } from 'zod'
import { LIMITS } from './limits.ts'

/** An uncompressed P-256 point, 65 bytes, base64url without padding. The server checks that it is on the curve. */
export const p256PointSchema = z
  .string()
  .regex(/^B[A-Za-z0-9_-]{86}$/, { error: 'must be a 65-byte P-256 point in base64url' })

/** The keys of a `PushSubscription` (RFC 8291): its point and its secret. */
export const subscriptionKeysSchema = z.strictObject({
  p256dh: p256PointSchema,
  auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/, { error: 'must be 16 bytes in base64url' }),
})

/** A push resource of any push service (RFC 8030). The server decides by its settings which addresses it calls. */
const endpointSchema = z
  .string()
  .max(LIMITS.pushEndpointBytes, { error: `must have at most ${LIMITS.pushEndpointBytes} characters` })
  .refine(isEndpoint, { error: 'must be an https URL without credentials and without a fragment' })

/**
 * A subscription at a push service, as `PushSubscription.toJSON()` of the Push API gives it. The registration that has
 * one is delivered by this push service while its AOI Client has no session (`docs/protocol.md` section 4.5).
 */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: endpointSchema,
  keys: subscriptionKeysSchema,
  /** Ignored: the push service says when the subscription has ended. */
  expirationTime: z.number().nonnegative().nullish(),
  /** The key of this server with which the subscription was made. Without it, the current one. */
  applicationServerKey: p256PointSchema.optional(),
  /** True: payloads for a person come as declarative messages, which WebKit shows without a worker. */
  declarative: z.boolean().optional(),
})

/** Sets, replaces or removes (null) the subscription of a registration. */
export const clientAppSubscriptionReqSchema = z.strictObject({
  messageType: z.literal('clientAppSubscriptionReq'),
  subscription: pushSubscriptionSchema.nullable(),
})

/** The answer that names the VAPID key of this server (RFC 8292). */
export const vapidKeyAnswerSchema = z.strictObject({ applicationServerKey: p256PointSchema })

export type PushSubscriptionElement = z.infer<typeof pushSubscriptionSchema>

function isEndpoint(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return false
  const { username, password, hash } = new URL(text)
  return username === '' && password === '' && hash === '' && !text.includes('#')
}
