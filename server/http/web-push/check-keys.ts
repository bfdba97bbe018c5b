import { AoiError } from '#server/core/errors.ts'
import type { VapidSender } from '#server/core/web-push/vapid.ts'
import type { PushRequest } from './read-push.ts'
import { readParameters } from './read-vapid.ts'

/**
 * The place of the sender's point in `aes128gcm`: after a salt of 16 bytes, a record size of 4, and the point's own
 * length.
 */
const POINT = { from: 21, to: 86 }

/**
 * Refuses a message that is encrypted with the same key that signs for its sender (RFC 8292, 3.2). An attacker that can
 * trigger key agreements with that key learns about it. Throws `invalid`.
 */
export function refuseOneKeyForBoth(message: PushRequest, sender: VapidSender | undefined): void {
  if (sender === undefined || encryptionKeyOf(message) !== sender.vapidKey) return
  throw new AoiError(
    'invalid',
    'Authorization: the VAPID key must differ from the key that encrypts the message',
  )
}

function encryptionKeyOf({ body, headers }: PushRequest): string | undefined {
  switch (headers.encoding) {
    case 'aes128gcm':
      return Buffer.from(body.subarray(POINT.from, POINT.to)).toString('base64url')
    case 'aesgcm':
      return readParameters(headers.crypto_key ?? '')
        .get('dh')
        ?.replace(/=+$/, '')
    default:
      return undefined
  }
}
