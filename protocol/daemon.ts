import { z } from 'zod'
import { deliveredElements } from './label-schemas.ts'
import { LIMITS } from './limits.ts'
import { notificationIdSchema } from './notification.ts'
import { clientAppRegistrationReqSchema, clientAppTokenSchema } from './registration.ts'
import { seqSchema } from './session.ts'
import { textSchema } from './text.ts'

/** Chosen by the app, echoed in the answer. */
export const requestIdSchema = z.union([z.string().max(128), z.int()])
const requestId = requestIdSchema.optional()

/** AOI-1 on the daemon's socket: one JSON object per line (`docs/protocol.md` section 6). */
export const daemonRequestSchema = z.discriminatedUnion('messageType', [
  clientAppRegistrationReqSchema.extend({
    requestId,
    split: z.boolean().optional(),
    /** Extension: tells apps of one name apart, also across restarts of the app and of the daemon. */
    instance: textSchema(1, LIMITS.deviceTextBytes).optional(),
  }),
  z.strictObject({
    messageType: z.literal('clientAppDeregistrationReq'),
    clientAppToken: clientAppTokenSchema,
    requestId,
  }),
  z.strictObject({ messageType: z.literal('notificationAck'), id: notificationIdSchema, requestId }),
])

const failure = {
  code: z.enum(['400', '401', '503']),
  desc: z.string(),
  retryAfter: z.int().positive().optional(),
  requestId,
}

const notificationElements = {
  messageType: z.literal('notification'),
  clientAppToken: clientAppTokenSchema,
  id: notificationIdSchema,
  seq: seqSchema,
  /** Extensions: as in the session. */
  ...deliveredElements,
}

/** Every message of the daemon: answers and pushed notifications. */
export const daemonMessageSchema = z.union([
  z.strictObject({
    messageType: z.literal('clientAppRegistrationRes'),
    code: z.literal('200'),
    desc: z.string(),
    clientAppToken: clientAppTokenSchema,
    aoiServerUrl: z.url().optional(),
    webPushEndpoint: z.url().optional(),
    requestId,
  }),
  z.strictObject({ messageType: z.literal('clientAppRegistrationRes'), ...failure }),
  z.strictObject({
    messageType: z.literal('clientAppDeregistrationRes'),
    code: z.literal('200'),
    desc: z.string(),
    requestId,
  }),
  z.strictObject({ messageType: z.literal('clientAppDeregistrationRes'), ...failure }),
  /** The answer to a line with an unknown message type. */
  z.strictObject({ messageType: z.literal('error'), ...failure }),
  z.strictObject({ ...notificationElements, payload: z.json() }),
  /** The body of a Web Push message: base64url. */
  z.strictObject({
    ...notificationElements,
    data: z.string(),
    headers: z.looseObject({ encoding: z.string() }),
  }),
  z.strictObject({
    messageType: z.literal('clientAppRevoked'),
    clientAppToken: clientAppTokenSchema,
    reason: z.string(),
  }),
])

export type DaemonRequest = z.infer<typeof daemonRequestSchema>
export type DaemonMessage = z.infer<typeof daemonMessageSchema>
export type RequestId = z.infer<typeof requestIdSchema>
