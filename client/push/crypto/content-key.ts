import { p256 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { PushDecryptionError } from './push-decryption-error.ts'

/** AES-GCM of one message (RFC 8188 section 2.3): opens record after record, in order. */
export type ContentKey = {
  /** Rejects with `notAuthentic`. */
  open: (record: Uint8Array, sequence: number) => Promise<Uint8Array>
}

export const TAG_BYTES = 16
export const SALT_BYTES = 16

/** Key and nonce of a message, from the input keying material (`ikm`), its salt and the labels of its encoding. */
export async function deriveContentKey(
  ikm: Uint8Array,
  { salt, keyLabel, nonceLabel }: { salt: Uint8Array; keyLabel: Uint8Array; nonceLabel: Uint8Array },
): Promise<ContentKey> {
  const { subtle } = globalThis.crypto
  const raw = new Uint8Array(hkdf(sha256, ikm, salt, keyLabel, 16))
  const key = await subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const baseNonce = hkdf(sha256, ikm, salt, nonceLabel, 12)
  return {
    open: async (record, sequence) => {
      const iv = nonceOf(baseNonce, sequence)
      try {
        return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(record)))
      } catch {
        throw new PushDecryptionError(
          'notAuthentic',
          'the message was encrypted for other keys, or altered in transit',
        )
      }
    },
  }
}

/** A label of a derivation: its text and a zero byte, then the context. */
export function labelOf(text: string, ...context: Uint8Array[]): Uint8Array {
  return concatBytes(utf8ToBytes(text), Uint8Array.of(0), ...context)
}

/** The 65 bytes of the sender's point, as WebCrypto takes them. Throws `badSenderKey` unless they are on the curve. */
export function senderPointOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength === 65 && p256.utils.isValidPublicKey(bytes, false)) return new Uint8Array(bytes)
  throw new PushDecryptionError('badSenderKey', "the sender's key must be an uncompressed point on P-256")
}

/** The records of `body`, `recordBytes` each but for the last. Throws `malformedBody` when one is too short. */
export function splitRecords(
  body: Uint8Array,
  { recordBytes, leastBytes }: { recordBytes: number; leastBytes: number },
): Uint8Array[] {
  const records: Uint8Array[] = []
  for (let start = 0; start < body.byteLength || start === 0; start += recordBytes) {
    const record = body.subarray(start, start + recordBytes)
    if (record.byteLength < leastBytes)
      throw new PushDecryptionError('malformedBody', 'a record is truncated')
    records.push(record)
  }
  return records
}

/** RFC 8188 section 2.3: the base nonce XOR the record's number. */
function nonceOf(baseNonce: Uint8Array, sequence: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(baseNonce)
  const view = new DataView(nonce.buffer)
  view.setUint32(8, (view.getUint32(8) ^ sequence) >>> 0)
  return nonce
}
