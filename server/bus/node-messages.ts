import { z } from 'zod'
import { channelIdSchema, clientAppTokenSchema, vapidKeySchema } from '#protocol'
import { cachedCopySchema } from './cached-copy.ts'

/**
 * The messages between nodes, by subject. During an upgrade, nodes of two versions work together. So a schema ignores
 * fields that it does not know, and a field that a later version adds is optional. It checks all other fields, because
 * another node is outside this process.
 */

const count = z.number().int().nonnegative()
const id = z.number().int().positive()

/** Messages on the subject of a token. They leave out the token's name, because every listener knows it. */
export const tokenMessageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('appended'),
    entries: z.array(cachedCopySchema).min(1),
    moreFollow: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('grown'), headSeq: id }),
  z.object({ kind: z.literal('cancelled'), seqs: z.array(id).readonly().optional() }),
])

const channelSchema = z.object({
  channelId: channelIdSchema,
  keys: z.object({ p256dh: z.string(), auth: z.string() }).optional(),
})

const pushSchema = z.object({
  endpoint: z.url(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
  vapidKey: vapidKeySchema,
  declarative: z.boolean(),
})

/** Messages on the subject of an AOI Client. */
export const aoiClientMessageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('registered'),
    registrationId: id,
    tokenId: id,
    clientAppToken: clientAppTokenSchema,
    applicationName: z.string().min(1),
    startSeq: count,
    ackedSeq: count,
    headSeq: count,
    vapidKey: vapidKeySchema.optional(),
    channel: channelSchema.optional(),
    push: pushSchema.optional(),
  }),
  z.object({ kind: z.literal('deregistered'), registrationId: id, tokenId: id }),
  z.object({
    kind: z.literal('revoked'),
    registrationId: id,
    tokenId: id,
    clientAppToken: clientAppTokenSchema,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('aoiClientEnded') }),
  z.object({ kind: z.literal('disconnected') }),
  z.object({ kind: z.literal('sessionOpened'), sessionNumber: id }),
])

/** Messages on the subject that every node listens on. */
export const everyoneMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('apiKeyRevoked'), apiKeyId: z.string().regex(/^[0-9a-f]{16}$/) }),
  z.object({ kind: z.literal('operatorSessionEnded'), sessionId: z.uuid() }),
  z.object({ kind: z.literal('findingsChanged') }),
])

export type TokenMessage = z.infer<typeof tokenMessageSchema>
export type AoiClientMessage = z.infer<typeof aoiClientMessageSchema>
export type EveryoneMessage = z.infer<typeof everyoneMessageSchema>
