import { z } from 'zod'
import { findBase64urlBytes } from '../../protocol/base64url.ts'
import { decryptPush } from './crypto/decrypt-push.ts'
import type { PushKeys } from './crypto/push-keys.ts'
import { PushMessageData } from './push-message-data.ts'

/** `aesgcm` cannot be read without its headers, so the AOI Server puts them beside the body. */
const aesgcmSchema = z.object({
  encoding: z.literal('aesgcm'),
  encryption: z.string(),
  crypto_key: z.string(),
  data: z.string(),
})

const SALT_AND_SIZE_BYTES = 20
const POINT_BYTES = 65

/**
 * What a group's message says, from what the browser handed the page's worker (`event.data.bytes()`): encrypted for the
 * group, by either encoding, or what was sent in clear. Rejects with `PushDecryptionError`.
 */
export async function openGroupMessage(keys: PushKeys, body: Uint8Array): Promise<PushMessageData> {
  if (isAes128gcm(body)) {
    return new PushMessageData(await decryptPush(keys, { encoding: 'aes128gcm', data: body }))
  }
  const aesgcm = aesgcmSchema.safeParse(findJson(body))
  if (!aesgcm.success) return new PushMessageData(body)
  const { encoding, encryption, crypto_key: cryptoKey } = aesgcm.data
  const data = new Uint8Array(findBase64urlBytes(aesgcm.data.data) ?? [])
  return new PushMessageData(await decryptPush(keys, { encoding, data, encryption, cryptoKey }))
}

/** By its header (RFC 8188, 2.1) with a point of RFC 8291 for its key id: no text begins like that. */
function isAes128gcm(body: Uint8Array): boolean {
  return (
    body.byteLength > SALT_AND_SIZE_BYTES + 1 + POINT_BYTES &&
    body[SALT_AND_SIZE_BYTES] === POINT_BYTES &&
    body[SALT_AND_SIZE_BYTES + 1] === 4
  )
}

function findJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}
