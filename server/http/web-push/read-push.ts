import { LIMITS, readTopic, readTtl, readUrgency, type WebPushHeaders } from '#protocol'
import { AoiError } from '#server/core/errors.ts'
import type { PushInput } from '#server/core/web-push/push-message.ts'
import type { ApiRequest } from '../api-services.ts'
import { readBody } from '../body.ts'

export type PushRequest = Pick<PushInput, 'body' | 'headers' | 'ttlSeconds' | 'urgency' | 'topic'>

/** Reads the message of a request to a push resource, byte for byte. Throws `invalid` and `tooLarge`. */
export async function readPush(c: ApiRequest, limitBytes: number): Promise<PushRequest> {
  const ttlSeconds = readTtl(c.req.header('ttl'))
  if (ttlSeconds === undefined) throw new AoiError('invalid', 'TTL: must be a number of seconds')
  const urgency = readUrgency(c.req.header('urgency') ?? 'normal')
  if (urgency === undefined) {
    throw new AoiError('invalid', 'Urgency: must be one of very-low, low, normal and high, given once')
  }
  const topic = readOptionalTopic(c.req.header('topic'))
  const headers = readHeaders(c)
  const body = await readBody(c.req.raw, limitBytes)
  return { body, headers, ttlSeconds, urgency, ...(topic !== undefined && { topic }) }
}

function readOptionalTopic(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const topic = readTopic(header)
  if (topic !== undefined) return topic
  throw new AoiError('invalid', `Topic: must be 1 to ${LIMITS.topicBytes} characters of base64url`)
}

/** Returns the headers that a receiver needs to decrypt the message. No other header is kept or passed on. */
function readHeaders(c: ApiRequest): WebPushHeaders {
  const encoding = (c.req.header('content-encoding') ?? 'identity').trim().toLowerCase()
  if (encoding === 'aes128gcm' || encoding === 'identity' || encoding === '') {
    return { encoding: encoding === 'aes128gcm' ? encoding : 'identity' }
  }
  if (encoding !== 'aesgcm') {
    throw new AoiError('invalid', 'Content-Encoding: must be aes128gcm or aesgcm, or be left out')
  }
  const encryption = unpadded(readKept(c, 'encryption'))
  const cryptoKey = unpadded(withoutVapidKey(readKept(c, 'crypto-key')))
  if (cryptoKey === '') throw new AoiError('invalid', 'crypto-key: must contain the key of the encryption')
  return { encoding, encryption, crypto_key: cryptoKey }
}

/** Removes the sender's VAPID key, which the drafts put here too. It is not for receivers (RFC 8292, 4.2). */
function withoutVapidKey(cryptoKey: string): string {
  const entries = cryptoKey.split(',').map((entry) =>
    entry
      .split(';')
      .map((parameter) => parameter.trim())
      .filter((parameter) => parameter !== '' && !/^p256ecdsa\s*=/i.test(parameter))
      .join(';'),
  )
  return entries.filter((entry) => entry !== '').join(',')
}

/**
 * Returns the header with `dh` and `salt` in base64url without padding, as the drafts have them and browsers expect them.
 * Some senders (webpush-java among them) pad, or use the other alphabet.
 */
function unpadded(header: string): string {
  return header.replaceAll(/\b(dh|salt)(\s*=\s*"?)([A-Za-z0-9+/_-]+)=*/gi, (_, name, before, value) => {
    return `${name}${before}${String(value).replaceAll('+', '-').replaceAll('/', '_')}`
  })
}

function readKept(c: ApiRequest, name: 'encryption' | 'crypto-key'): string {
  const value = c.req.header(name) ?? ''
  if (/^[\x20-\x7e]+$/.test(value) && value.length <= LIMITS.webPushHeaderBytes) return value
  throw new AoiError(
    'invalid',
    `${name}: is required for aesgcm, in at most ${LIMITS.webPushHeaderBytes} bytes of ASCII`,
  )
}
