import { z } from 'zod'
import { channelIdSchema, clientAppTokenSchema, vapidKeySchema } from '#protocol'
import { cachedCopySchema } from './cached-copy.ts'

/**
 * The messages between nodes, by subject. The schemas are strict, because another node is outside this process as well.
 */

const count = z.number().int().nonnegative()
const id = z.number().int().positive()

/** Messages on the subject of a token. They leave out the token's name, because every listener knows it. */
export const tokenMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('appended'),
    entries: z.array(cachedCopySchema).min(1),
    moreFollow: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('grown'), headSeq: id }),
  z.strictObject({ kind: z.literal('cancelled'), seqs: z.array(id).readonly().optional() }),
])

const channelSchema = z.strictObject({
  channelId: channelIdSchema,
  keys: z.strictObject({ p256dh: z.string(), auth: z.string() }).optional(),
})

/** Messages on the subject of an AOI Client. */
export const aoiClientMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({
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
  }),
  z.strictObject({ kind: z.literal('deregistered'), registrationId: id, tokenId: id }),
  z.strictObject({
    kind: z.literal('revoked'),
    registrationId: id,
    tokenId: id,
    clientAppToken: clientAppTokenSchema,
    reason: z.string(),
  }),
  z.strictObject({ kind: z.literal('aoiClientEnded') }),
  z.strictObject({ kind: z.literal('disconnected') }),
  z.strictObject({ kind: z.literal('sessionOpened'), sessionNumber: id }),
])

/** Messages on the subject that every node listens on. */
export const everyoneMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('apiKeyRevoked'), apiKeyId: z.string().regex(/^[0-9a-f]{16}$/) }),
  z.strictObject({ kind: z.literal('operatorSessionEnded'), sessionId: z.uuid() }),
])

export type TokenMessage = z.infer<typeof tokenMessageSchema>
export type AoiClientMessage = z.infer<typeof aoiClientMessageSchema>
export type EveryoneMessage = z.infer<typeof everyoneMessageSchema>
