import { z } from 'zod'
import { deliveredElements } from './label-schemas.ts'
import { LIMITS } from './limits.ts'
import type {
  AoiClientAppRegistrationReq,
  ClientAppDeregistrationReq,
  ClientAppDeregistrationRes,
  ClientAppRegistrationRes,
  TokenProofNonceReq,
  TokenProofNonceRes,
} from './registration.ts'
import { aoiClientIdSchema, aoiClientSecretSchema, clientAppTokenSchema } from './registration.ts'
import { serverIdSchema } from './server-id.ts'
import { urgencySchema } from './urgency.ts'

/** AOI-2 over Socket.IO 4: path, namespace and version (`docs/protocol.md` section 3). */
export const SOCKET_PATH = '/socket.io/'
export const AOI_NAMESPACE = '/aoi'
export const SESSION_PROTOCOL = 1

export const seqSchema = z.int().positive()

/** Handshake `auth`. Cursors of tokens that this AOI Client is not registered to are ignored. */
export const sessionAuthSchema = z.strictObject({
  protocol: z.literal(SESSION_PROTOCOL),
  aoiClientId: aoiClientIdSchema,
  aoiClientSecret: aoiClientSecretSchema,
  epoch: z.string().max(64).optional(),
  cursors: z
    .record(clientAppTokenSchema, z.int().nonnegative())
    .refine((cursors) => Object.keys(cursors).length <= LIMITS.cursorsPerHandshake, {
      error: `must name at most ${LIMITS.cursorsPerHandshake} tokens`,
    })
    .optional(),
  /** Extension: the server does not push less urgent notifications on their own. */
  minimumUrgency: urgencySchema.optional(),
})

/** Not strict: an older AOI Client must ignore elements of a later version, or it could open no session. */
export const aoiSessionSchema = z.object({
  messageType: z.literal('aoiSession'),
  epoch: z.string(),
  /** Extension: identity of the server, independent of its address. */
  serverId: serverIdSchema.optional(),
  serverTime: z.iso.datetime(),
  registrations: z.array(
    z.strictObject({
      clientAppToken: clientAppTokenSchema,
      ApplicationName: z.string(),
      ackedSeq: z.int().nonnegative(),
      headSeq: z.int().nonnegative(),
    }),
  ),
})

/** The elements of the event `notification` beside its body. The AOI Client keeps and hands over all of them. */
export const notificationElements = {
  messageType: z.literal('notification'),
  clientAppToken: clientAppTokenSchema,
  seq: seqSchema,
  id: z.uuid(),
  sentAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ...deliveredElements,
}

/** `payload` carries JSON; a Web Push body comes as `data` (binary) with its `headers`. */
export const sessionNotificationSchema = z.union([
  z.strictObject({ ...notificationElements, payload: z.json() }),
  z.strictObject({
    ...notificationElements,
    data: z.instanceof(Uint8Array),
    headers: z.looseObject({ encoding: z.string() }),
  }),
])

export const notificationAckSchema = z.strictObject({
  messageType: z.literal('notificationAck'),
  acks: z.array(z.tuple([clientAppTokenSchema, seqSchema])).max(LIMITS.acksPerMessage),
})

export const GAP_REASONS = ['expired', 'cancelled', 'replaced'] as const
export type GapReason = (typeof GAP_REASONS)[number]

export const notificationGapSchema = z.strictObject({
  messageType: z.literal('notificationGap'),
  clientAppToken: clientAppTokenSchema,
  fromSeq: seqSchema,
  toSeq: seqSchema,
  reason: z.enum(GAP_REASONS),
})

export const clientAppRevokedSchema = z.strictObject({
  messageType: z.literal('clientAppRevoked'),
  clientAppToken: clientAppTokenSchema,
  reason: z.string(),
})

/** Heads of the logs, so that the AOI Client detects a lost hint (`docs/architecture.md`, R2). */
export const aoiHeartbeatSchema = z.strictObject({
  messageType: z.literal('aoiHeartbeat'),
  serverTime: z.iso.datetime(),
  heads: z.array(z.tuple([clientAppTokenSchema, z.int().nonnegative()])),
})

export const aoiClosingSchema = z.strictObject({
  messageType: z.literal('aoiClosing'),
  code: z.union([z.literal(4401), z.literal(4408), z.literal(4409), z.literal(4429), z.literal(4503)]),
  reason: z.string(),
  reconnect: z.boolean(),
  retryAfterMs: z.int().nonnegative().optional(),
})

export type SessionAuth = z.infer<typeof sessionAuthSchema>
export type AoiSession = z.infer<typeof aoiSessionSchema>
export type SessionNotification = z.infer<typeof sessionNotificationSchema>
export type NotificationAck = z.infer<typeof notificationAckSchema>
export type NotificationGap = z.infer<typeof notificationGapSchema>
export type ClientAppRevoked = z.infer<typeof clientAppRevokedSchema>
export type AoiHeartbeat = z.infer<typeof aoiHeartbeatSchema>
export type AoiClosing = z.infer<typeof aoiClosingSchema>

/** `err.data` of a refused handshake. */
export type SessionRefusal = { code: '400' | '401' | '503'; desc: string; retryAfter?: number }

export type ServerToClientEvents = {
  aoiSession: (message: AoiSession) => void
  notification: (message: SessionNotification) => void
  notificationGap: (message: NotificationGap) => void
  clientAppRevoked: (message: ClientAppRevoked) => void
  aoiHeartbeat: (message: AoiHeartbeat) => void
  aoiClosing: (message: AoiClosing) => void
}

export type ClientToServerEvents = {
  clientAppRegistrationReq: (
    message: AoiClientAppRegistrationReq,
    answer: (message: ClientAppRegistrationRes) => void,
  ) => void
  clientAppDeregistrationReq: (
    message: ClientAppDeregistrationReq,
    answer: (message: ClientAppDeregistrationRes) => void,
  ) => void
  tokenProofNonceReq: (message: TokenProofNonceReq, answer: (message: TokenProofNonceRes) => void) => void
  notificationAck: (message: NotificationAck, answer?: () => void) => void
}
