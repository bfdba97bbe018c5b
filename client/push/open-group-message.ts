import { findBase64urlBytes } from '../../protocol/base64url.ts'
import { decryptPush, type PushMessage } from './crypto/decrypt-push.ts'
import type { PushKeys } from './crypto/push-keys.ts'
import { PushMessageData } from './push-message-data.ts'

const SALT_AND_SIZE_BYTES = 20
const POINT_BYTES = 65

/**
 * Returns the content of a group's message from the bytes that the page's worker received (`event.data.bytes()`):
 * encrypted for the group in either encoding, or sent in clear. Rejects with `PushDecryptionError`.
 */
export async function openGroupMessage(keys: PushKeys, body: Uint8Array): Promise<PushMessageData> {
  if (isAes128gcm(body)) {
    return new PushMessageData(await decryptPush(keys, { encoding: 'aes128gcm', data: body }))
  }
  const message = findAesgcm(body)
  return new PushMessageData(message === undefined ? body : await decryptPush(keys, message))
}

/** Recognises the header (RFC 8188, 2.1) with a point of RFC 8291 as its key id: no text begins like that. */
function isAes128gcm(body: Uint8Array): boolean {
  return (
    body.byteLength > SALT_AND_SIZE_BYTES + 1 + POINT_BYTES &&
    body[SALT_AND_SIZE_BYTES] === POINT_BYTES &&
    body[SALT_AND_SIZE_BYTES + 1] === 4
  )
}

/**
 * Reads the JSON in which the AOI Server puts the headers beside an `aesgcm` body, which is unreadable without them.
 * Does without the schema library, which is many times larger than the rest of a worker's code.
 */
function findAesgcm(body: Uint8Array): PushMessage | undefined {
  const { encoding, encryption, crypto_key: cryptoKey, data } = findObject(body)
  if (encoding !== 'aesgcm' || typeof data !== 'string') return undefined
  if (typeof encryption !== 'string' || typeof cryptoKey !== 'string') return undefined
  return { encoding, encryption, cryptoKey, data: new Uint8Array(findBase64urlBytes(data) ?? []) }
}

function findObject(body: Uint8Array): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
