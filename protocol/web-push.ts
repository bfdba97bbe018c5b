import { z } from 'zod'
import { LIMITS } from './limits.ts'
import { URGENCIES, type Urgency } from './notification.ts'

/** Path of the push resources (RFC 8030): `{origin}/wp/{clientAppToken}`. */
export const WEB_PUSH_PATH = '/wp/'

/** The push resource of a token: what a subscription calls its endpoint. */
export function webPushEndpoint(origin: string, clientAppToken: string): string {
  return `${origin}${WEB_PUSH_PATH}${clientAppToken}`
}

/** How a body is encrypted: RFC 8188, the draft before it, or not at all. */
export const WEB_PUSH_ENCODINGS = ['aes128gcm', 'aesgcm', 'identity'] as const

const keptHeader = z.string().max(LIMITS.webPushHeaderBytes)

/**
 * What of a sender’s headers goes with the body, by the names that Mozilla’s push socket gives them. `encryption` and
 * `crypto_key` are those of `aesgcm`, as they came.
 */
export const webPushHeadersSchema = z.strictObject({
  encoding: z.enum(WEB_PUSH_ENCODINGS),
  encryption: keptHeader.optional(),
  crypto_key: keptHeader.optional(),
})

export type WebPushHeaders = z.infer<typeof webPushHeadersSchema>

const TTL_OVERFLOW = 2 ** 31

/** `TTL` in seconds (RFC 8030, 5.2), no more than is granted here; `undefined` when it is none. */
export function readTtl(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d+$/.test(header)) return undefined
  return Math.min(Number(header), TTL_OVERFLOW, LIMITS.ttlSecondsMax)
}

/** `Topic` (RFC 8030, 5.4), without the padding that some senders leave; `undefined` when it is none. */
export function readTopic(header: string): string | undefined {
  return /^([A-Za-z0-9_-]{1,32})=*$/.exec(header)?.[1]
}

/** `Urgency` (RFC 8030, 5.3), in any case; `undefined` when it is none of the four, or is given twice. */
export function readUrgency(header: string): Urgency | undefined {
  return URGENCIES.find((urgency) => urgency === header.toLowerCase())
}
