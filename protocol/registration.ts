import { z } from 'zod'
import { LIMITS } from './limits.ts'
import { p256PointSchema, pushSubscriptionSchema, subscriptionKeysSchema } from './push-subscription.ts'
import { shownNameSchema, storedTextSchema, textSchema } from './text.ts'

/** A Client App Token: `g1` (shared) or `u1` (unique) and 43 characters of base64url. */
export const clientAppTokenSchema = z
  .string()
  .regex(/^[gu]1[A-Za-z0-9_-]{43}$/, { error: 'must be a Client App Token (45 characters)' })

/** True if the token belongs to one instance alone, and not to all instances with its seed. */
export function isUniqueToken(clientAppToken: string): boolean {
  return clientAppToken.startsWith('u1')
}

export const aoiClientIdSchema = z
  .string()
  .regex(/^ac_[A-Za-z0-9_-]{22}$/, { error: 'must be an AOI Client ID (ac_ and 22 characters)' })

export const aoiClientSecretSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, { error: 'must be 256 bits of base64url' })

export const applicationNameSchema = storedTextSchema(1, LIMITS.applicationNameBytes)

/** The public key of a sender (RFC 8292). The derivation checks that it is on the curve. */
export const vapidKeySchema = p256PointSchema

/** `''` (every provider) or one provider's origin. */
export const tokenScopeSchema = z.union([z.literal(''), z.url({ protocol: /^https?$/ })], {
  error: "must be '' or an origin",
})

const registrationElements = {
  messageType: z.literal('clientAppRegistrationReq'),
  ApplicationName: applicationNameSchema,
  tokenSeed: textSchema(1, LIMITS.tokenSeedBytes).optional(),
  vapidKey: vapidKeySchema.optional(),
  tokenScope: tokenScopeSchema.optional(),
  /** Optional extension: names this registration to senders, in the deliveries of their notifications. */
  label: shownNameSchema(LIMITS.registrationLabelBytes).optional(),
}

/** AOI-1 request (OMA 9.3.1). */
export const clientAppRegistrationReqSchema = z.strictObject(registrationElements)

/** A nonce of the AOI Server, for one proof. */
export const tokenProofNonceSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, { error: 'must be a nonce of this AOI Server (22 characters)' })

/**
 * Replaces `tokenSeed`: proof of the seed's registration key (`docs/protocol.md` section 4.3). `pkReg` is its public
 * point, `signature` is ES256 in 64 bytes; both are base64url without padding.
 */
export const tokenProofSchema = z.strictObject({
  origin: z.url({ protocol: /^https?$/ }).max(LIMITS.tokenProofOriginBytes),
  nonce: tokenProofNonceSchema,
  pkReg: vapidKeySchema,
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/, { error: 'must be 64 bytes in base64url' }),
})

/** AOI-2 request: the same, with the AOI Client ID (OMA 8.1.5). */
export const aoiClientAppRegistrationReqSchema = z
  .strictObject({
    ...registrationElements,
    aoiClientId: aoiClientIdSchema,
    /** Lets senders of Web Push send without identification, unless the request has a `vapidKey`. */
    webPush: z.boolean().optional(),
    tokenProof: tokenProofSchema.optional(),
    /** Optional extension: the push service that delivers while no session is open; null: none any more. */
    subscription: pushSubscriptionSchema.nullish(),
  })
  .refine((request) => request.tokenSeed === undefined || request.tokenProof === undefined, {
    path: ['tokenProof'],
    error: 'must not be given together with tokenSeed',
  })

const { tokenSeed: _seed, label: _label, ...groupElements } = registrationElements

/**
 * A browser's page asks to join a group through one of the browser's subscriptions (`docs/mozilla-push.md`). The
 * request is sent to the subscription's push resource, which identifies it. `keys` are those of its `PushSubscription`.
 */
export const groupRegistrationReqSchema = z.strictObject({
  ...groupElements,
  webPush: z.boolean().optional(),
  tokenProof: tokenProofSchema,
  keys: subscriptionKeysSchema,
})

/** Requests the nonce for that proof. */
export const groupNonceReqSchema = z.strictObject({ messageType: z.literal('tokenProofNonceReq') })

export const tokenProofNonceReqSchema = z.strictObject({
  messageType: z.literal('tokenProofNonceReq'),
  aoiClientId: aoiClientIdSchema,
})

export const tokenProofNonceResSchema = z.union([
  z.strictObject({
    messageType: z.literal('tokenProofNonceRes'),
    code: z.literal('200'),
    desc: z.string(),
    nonce: tokenProofNonceSchema,
    /** Seconds for which the nonce is valid; it can be used once. */
    expiresIn: z.int().positive(),
  }),
  z.strictObject({
    messageType: z.literal('tokenProofNonceRes'),
    code: z.enum(['400', '401', '503']),
    desc: z.string(),
    retryAfter: z.int().positive().optional(),
  }),
])

/** Success and error response (OMA 9.3.1). */
export const clientAppRegistrationResSchema = z.union([
  z.strictObject({
    messageType: z.literal('clientAppRegistrationRes'),
    code: z.literal('200'),
    desc: z.string(),
    clientAppToken: clientAppTokenSchema,
    aoiServerUrl: z.url().optional(),
    webPushEndpoint: z.url().optional(),
  }),
  z.strictObject({
    messageType: z.literal('clientAppRegistrationRes'),
    code: z.enum(['400', '401', '503']),
    desc: z.string(),
    retryAfter: z.int().positive().optional(),
  }),
])

export const clientAppDeregistrationReqSchema = z.strictObject({
  messageType: z.literal('clientAppDeregistrationReq'),
  aoiClientId: aoiClientIdSchema,
  clientAppToken: clientAppTokenSchema,
})

export const clientAppDeregistrationResSchema = z.strictObject({
  messageType: z.literal('clientAppDeregistrationRes'),
  code: z.enum(['200', '400', '401', '503']),
  desc: z.string(),
  retryAfter: z.int().positive().optional(),
})

export const aoiClientRegistrationReqSchema = z.strictObject({
  messageType: z.literal('aoiClientRegistrationReq'),
  /** Optional extension: required if the operator admits AOI Clients only by code (`AOI_REGISTRATION=code`). */
  enrolmentCode: textSchema(1, LIMITS.enrolmentCodeBytes).optional(),
  deviceInfo: z
    .strictObject({
      name: shownNameSchema(LIMITS.deviceTextBytes).optional(),
      platform: shownNameSchema(LIMITS.deviceTextBytes).optional(),
    })
    .optional(),
})

export const aoiClientRegistrationResSchema = z.union([
  z.strictObject({
    messageType: z.literal('aoiClientRegistrationRes'),
    code: z.literal('200'),
    desc: z.string(),
    aoiClientId: aoiClientIdSchema,
    aoiClientSecret: aoiClientSecretSchema,
  }),
  z.strictObject({
    messageType: z.literal('aoiClientRegistrationRes'),
    code: z.enum(['400', '401', '503']),
    desc: z.string(),
    retryAfter: z.int().positive().optional(),
  }),
])

export const aoiClientDeregistrationResSchema = z.strictObject({
  messageType: z.literal('aoiClientDeregistrationRes'),
  code: z.enum(['200', '400', '401', '503']),
  desc: z.string(),
  retryAfter: z.int().positive().optional(),
})

export type ClientAppRegistrationReq = z.infer<typeof clientAppRegistrationReqSchema>
export type AoiClientAppRegistrationReq = z.infer<typeof aoiClientAppRegistrationReqSchema>
export type TokenProof = z.infer<typeof tokenProofSchema>
export type TokenProofNonceReq = z.infer<typeof tokenProofNonceReqSchema>
export type TokenProofNonceRes = z.infer<typeof tokenProofNonceResSchema>
export type ClientAppRegistrationRes = z.infer<typeof clientAppRegistrationResSchema>
export type ClientAppDeregistrationReq = z.infer<typeof clientAppDeregistrationReqSchema>
export type ClientAppDeregistrationRes = z.infer<typeof clientAppDeregistrationResSchema>
export type AoiClientRegistrationReq = z.infer<typeof aoiClientRegistrationReqSchema>
export type AoiClientRegistrationRes = z.infer<typeof aoiClientRegistrationResSchema>
export type AoiClientDeregistrationRes = z.infer<typeof aoiClientDeregistrationResSchema>
