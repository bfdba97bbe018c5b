import { z } from 'zod'
import { LIMITS } from './limits.ts'
import type { WebPushHeaders } from './web-push.ts'

/** The websocket subprotocol that browsers ask for. */
export const PUSH_SOCKET_PROTOCOL = 'push-notification'

/** What the dashboard calls the platform of an AOI Client of this kind. */
export const PUSH_SOCKET_PLATFORM = 'Mozilla push socket'

/** Tells a browser not to come back before its network changes, it has something to register, or is started again. */
export const PUSH_SOCKET_STAY_AWAY = 4774

/** A browser's name for one of its subscriptions; the server repeats it as it was written. */
export const channelIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error: 'must be a UUID' })

/** The server's name for a browser, which is its credential too: 256 random bits in base64url. */
export const uaidSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const broadcastsSchema = z
  .record(z.string().max(128), z.string().max(128))
  .refine((broadcasts) => Object.keys(broadcasts).length <= LIMITS.pushSocketBroadcasts)

const codeSchema = z.int().min(0).max(999).optional()

const ackUpdateSchema = z.object({
  channelID: channelIdSchema,
  version: z.string().max(64),
  /** 100 delivered, 101 not decrypted, 102 not delivered to the page's worker. */
  code: codeSchema,
})

/**
 * What a browser may say but for `{}`, the ping. Elements that are not named here are dropped and not refused, as an
 * exception of this door: the protocol is not ours, and browsers that are released next year may say more.
 */
export const pushSocketMessageSchema = z.discriminatedUnion('messageType', [
  z.object({
    messageType: z.literal('hello'),
    /** Of any form: what is not one of ours is a browser that is new here. */
    uaid: z.string().max(128).optional(),
    /** Clients that leave it out, or say no, get Web Push all the same: there is nothing else here. */
    use_webpush: z.boolean().optional(),
    broadcasts: broadcastsSchema.optional(),
  }),
  z.object({
    messageType: z.literal('register'),
    channelID: channelIdSchema,
    /** The VAPID key, with the padding of base64 or without. */
    key: z.string().max(128).optional(),
  }),
  z.object({ messageType: z.literal('unregister'), channelID: channelIdSchema, code: codeSchema }),
  z.object({
    messageType: z.literal('ack'),
    updates: z.array(ackUpdateSchema).max(LIMITS.acksPerMessage),
  }),
  z.object({ messageType: z.literal('nack'), version: z.string().max(64), code: codeSchema }),
  z.object({ messageType: z.literal('broadcast_subscribe'), broadcasts: broadcastsSchema }),
  z.object({ messageType: z.literal('ping') }),
])

export type PushSocketMessage = z.infer<typeof pushSocketMessageSchema>
export type AckUpdate = z.infer<typeof ackUpdateSchema>

/** What the server says; `{}` answers a ping. */
export type PushSocketAnswer =
  | { messageType: 'hello'; uaid: string; status: 200; use_webpush: true; broadcasts: Record<string, never> }
  | { messageType: 'register'; channelID: string; status: number; pushEndpoint: string }
  | { messageType: 'unregister'; channelID: string; status: number }
  | { messageType: 'broadcast'; broadcasts: Record<string, never> }
  | {
      messageType: 'notification'
      channelID: string
      /** Opaque: what the acknowledgement says again. */
      version: string
      /** Base64url; without it the page's worker is woken with nothing. */
      data?: string
      headers?: WebPushHeaders
    }
  | Record<string, never>
