import { z } from 'zod'
import { LIMITS } from './limits.ts'
import { URGENCIES, type Urgency } from './notification.ts'

/** Path of the push resources (RFC 8030): `{origin}/wp/{clientAppToken}`. */
export const WEB_PUSH_PATH = '/wp/'

/** The push resource of a token, which subscriptions call their endpoint. */
export function webPushEndpoint(origin: string, clientAppToken: string): string {
  return `${origin}${WEB_PUSH_PATH}${clientAppToken}`
}

/** Encryption of a body: RFC 8188, the draft before it, or none. */
export const WEB_PUSH_ENCODINGS = ['aes128gcm', 'aesgcm', 'identity'] as const

const keptHeader = z.string().max(LIMITS.webPushHeaderBytes)

/**
 * The sender's headers that are kept with the body, under the names of Mozilla's push socket. `encryption` and
 * `crypto_key` belong to `aesgcm` and are kept as sent.
 */
export const webPushHeadersSchema = z.strictObject({
  encoding: z.enum(WEB_PUSH_ENCODINGS),
  encryption: keptHeader.optional(),
  crypto_key: keptHeader.optional(),
})

export type WebPushHeaders = z.infer<typeof webPushHeadersSchema>

const TTL_OVERFLOW = 2 ** 31

/** Reads `TTL` in seconds (RFC 8030, 5.2), capped at the server's maximum; `undefined` if it is not valid. */
export function readTtl(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d+$/.test(header)) return undefined
  return Math.min(Number(header), TTL_OVERFLOW, LIMITS.ttlSecondsMax)
}

/** Reads `Topic` (RFC 8030, 5.4) without the padding that some senders add; `undefined` if it is not valid. */
export function readTopic(header: string): string | undefined {
  return /^([A-Za-z0-9_-]{1,32})=*$/.exec(header)?.[1]
}

/** Reads `Urgency` (RFC 8030, 5.3) in any case; `undefined` if it is none of the four, or is given twice. */
export function readUrgency(header: string): Urgency | undefined {
  return URGENCIES.find((urgency) => urgency === header.toLowerCase())
}
