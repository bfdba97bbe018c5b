import { decryptAes128gcm } from './aes128gcm.ts'
import { decryptAesgcm } from './aesgcm.ts'
import { PushDecryptionError } from './push-decryption-error.ts'
import type { PushKeys } from './push-keys.ts'

/** A push message as it arrives: the body and its header fields. */
export type PushMessage = {
  /** `Content-Encoding`. */
  encoding: string
  data: Uint8Array
  /** `Encryption` and `Crypto-Key`, which `aesgcm` needs. */
  encryption?: string | undefined
  cryptoKey?: string | undefined
}

/** The supported encodings, in the order in which senders should prefer them. */
export const PUSH_ENCODINGS = ['aes128gcm', 'aesgcm'] as const

/** The plaintext of a push message. Rejects with `PushDecryptionError`. */
export async function decryptPush(keys: PushKeys, message: PushMessage): Promise<Uint8Array> {
  const { encoding, data, encryption, cryptoKey } = message
  if (encoding === 'aes128gcm') return decryptAes128gcm(keys, data)
  if (encoding !== 'aesgcm') throw new PushDecryptionError('unknownEncoding', 'the encoding is unknown')
  if (encryption === undefined || cryptoKey === undefined) {
    throw new PushDecryptionError('malformedHeader', 'Encryption or Crypto-Key is missing')
  }
  return decryptAesgcm(keys, { data, encryption, cryptoKey })
}
