import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import {
  deriveContentKey,
  labelOf,
  SALT_BYTES,
  senderPointOf,
  splitRecords,
  TAG_BYTES,
} from './content-key.ts'
import { readCryptoKey, readEncryption } from './legacy-headers.ts'
import { PushDecryptionError } from './push-decryption-error.ts'
import type { PushKeys } from './push-keys.ts'
import { agreeOnSecret } from './push-keys.ts'

/** Length of the padding, which comes first in each record. */
const PADDING_LENGTH_BYTES = 2

/** The body of a message in `aesgcm`, with the header fields that are needed to read it. */
export type AesgcmBody = { data: Uint8Array; encryption: string; cryptoKey: string }

/**
 * Reads a push message in `aesgcm`, which senders made before RFC 8291 still use (draft-ietf-httpbis-encryption-
 * encoding-03, draft-ietf-webpush-encryption-04). Rejects with `PushDecryptionError`.
 */
export async function decryptAesgcm(keys: PushKeys, body: AesgcmBody): Promise<Uint8Array> {
  const { salt, recordSize, keyId } = readEncryption(body.encryption)
  if (salt.byteLength !== SALT_BYTES)
    throw new PushDecryptionError('malformedHeader', 'the salt must be 16 bytes')
  const senderPoint = senderPointOf(readCryptoKey(body.cryptoKey, keyId))
  const secret = await agreeOnSecret(keys, senderPoint)
  const ikm = hkdf(sha256, secret, keys.auth, labelOf('Content-Encoding: auth'), 32)
  const context = labelOf('P-256', withLength(keys.publicKey), withLength(senderPoint))
  const key = await deriveContentKey(ikm, {
    salt,
    keyLabel: labelOf('Content-Encoding: aesgcm', context),
    nonceLabel: labelOf('Content-Encoding: nonce', context),
  })
  const recordBytes = recordSize + TAG_BYTES
  const split = splitRecords(body.data, { recordBytes, leastBytes: TAG_BYTES + PADDING_LENGTH_BYTES })
  // The last record is the one that is not full: a full one in its place means that the rest is missing.
  if (split.at(-1)?.byteLength === recordBytes) {
    throw new PushDecryptionError('malformedBody', 'the last record is missing')
  }
  const opened: Uint8Array[] = []
  for (const [sequence, record] of split.entries())
    opened.push(withoutPadding(await key.open(record, sequence)))
  return concatBytes(...opened)
}

function withLength(point: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(0, point.byteLength), point)
}

function withoutPadding(record: Uint8Array): Uint8Array {
  const paddingBytes = new DataView(record.buffer, record.byteOffset).getUint16(0)
  const start = PADDING_LENGTH_BYTES + paddingBytes
  const padding = record.subarray(PADDING_LENGTH_BYTES, start)
  if (record.byteLength < start || padding.some((byte) => byte !== 0)) {
    throw new PushDecryptionError('badPadding', 'a record has invalid padding')
  }
  return record.subarray(start)
}
