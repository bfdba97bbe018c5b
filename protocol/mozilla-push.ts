import { z } from 'zod'
import { LIMITS } from './limits.ts'
import type { WebPushHeaders } from './web-push.ts'

/** The websocket subprotocol that browsers ask for. */
export const PUSH_SOCKET_PROTOCOL = 'push-notification'

/** The platform that the dashboard shows for AOI Clients of this kind. */
export const PUSH_SOCKET_PLATFORM = 'Mozilla push socket'

/**
 * Close code that tells a browser to stay away until its network changes, it has something to register, or it restarts.
 */
export const PUSH_SOCKET_STAY_AWAY = 4774

/** A browser's name for one of its subscriptions; the server returns it unchanged. */
export const channelIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error: 'must be a UUID' })

/** The server's name for a browser, which is also its credential: 256 random bits in base64url. */
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
 * Messages of a browser, except for the ping `{}`. Unlike elsewhere, unknown elements are dropped and not refused: the
 * protocol belongs to Mozilla, and browsers of next year may send more.
 */
export const pushSocketMessageSchema = z.discriminatedUnion('messageType', [
  z.object({
    messageType: z.literal('hello'),
    /** Any text: a browser with a UAID of another form counts as new. */
    uaid: z.string().max(128).optional(),
    /** Ignored: clients that omit it or send false get Web Push too, the only service here. */
    use_webpush: z.boolean().optional(),
    broadcasts: broadcastsSchema.optional(),
  }),
  z.object({
    messageType: z.literal('register'),
    channelID: channelIdSchema,
    /** The VAPID key, with or without base64 padding. */
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

/** Messages of the server; `{}` answers a ping. */
export type PushSocketAnswer =
  | { messageType: 'hello'; uaid: string; status: 200; use_webpush: true; broadcasts: Record<string, never> }
  | { messageType: 'register'; channelID: string; status: number; pushEndpoint: string }
  | { messageType: 'unregister'; channelID: string; status: number }
  | { messageType: 'broadcast'; broadcasts: Record<string, never> }
  | {
      messageType: 'notification'
      channelID: string
      /** Opaque: the browser repeats it in its acknowledgement. */
      version: string
      /** Base64url; without it the page's worker wakes up without data. */
      data?: string
      headers?: WebPushHeaders
    }
  | Record<string, never>
