import type { ClientNotification } from '../client-notification.ts'
import { decryptPush } from './crypto/decrypt-push.ts'
import type { PushKeys } from './crypto/push-keys.ts'
import { PushMessageData } from './push-message-data.ts'

/**
 * Returns the content of a notification: a Web Push body in clear, or the JSON that was sent to the same token. Null if
 * there was no body. Rejects with `PushDecryptionError`.
 */
export async function openNotification(
  keys: PushKeys,
  notification: ClientNotification,
): Promise<PushMessageData | null> {
  if ('payload' in notification) {
    return new PushMessageData(new TextEncoder().encode(notification.payloadText))
  }
  const { data, headers } = notification
  const { encoding } = headers
  if (data.byteLength === 0) return null
  if (encoding === 'identity') return new PushMessageData(data)
  const [encryption, cryptoKey] = [textOf(headers.encryption), textOf(headers.crypto_key)]
  return new PushMessageData(await decryptPush(keys, { encoding, data, encryption, cryptoKey }))
}

function textOf(header: unknown): string | undefined {
  return typeof header === 'string' ? header : undefined
}
