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
import { PushDecryptionError } from './push-decryption-error.ts'
import type { PushKeys } from './push-keys.ts'
import { agreeOnSecret } from './push-keys.ts'

/** Salt, record size (4 bytes) and length of the key id (RFC 8188 section 2.1). */
const HEADER_BYTES = SALT_BYTES + 4 + 1
const LAST_RECORD = 2
const OTHER_RECORD = 1

type EncodedMessage = { salt: Uint8Array; recordBytes: number; keyId: Uint8Array; records: Uint8Array }

/** Reads a push message in `aes128gcm` (RFC 8291). Rejects with `PushDecryptionError`. */
export async function decryptAes128gcm(keys: PushKeys, body: Uint8Array): Promise<Uint8Array> {
  const coded = readHeader(body)
  const senderPoint = senderPointOf(coded.keyId)
  const secret = await agreeOnSecret(keys, senderPoint)
  const info = labelOf('WebPush: info', keys.publicKey, senderPoint)
  return openRecords(coded, hkdf(sha256, secret, keys.auth, info, 32))
}

/** Reads `aes128gcm` with keying material known to both ends (RFC 8188). Rejects with `PushDecryptionError`. */
export async function openAes128gcm(ikm: Uint8Array, body: Uint8Array): Promise<Uint8Array> {
  return openRecords(readHeader(body), ikm)
}

function readHeader(body: Uint8Array): EncodedMessage {
  const keyIdBytes = body[HEADER_BYTES - 1] ?? 0
  if (body.byteLength < HEADER_BYTES + keyIdBytes) throw malformed('the header is truncated')
  const recordBytes = new DataView(body.buffer, body.byteOffset).getUint32(SALT_BYTES)
  if (recordBytes < TAG_BYTES + 2) throw malformed('the record size must be at least 18')
  return {
    salt: body.subarray(0, SALT_BYTES),
    recordBytes,
    keyId: body.subarray(HEADER_BYTES, HEADER_BYTES + keyIdBytes),
    records: body.subarray(HEADER_BYTES + keyIdBytes),
  }
}

async function openRecords(
  { salt, recordBytes, records }: EncodedMessage,
  ikm: Uint8Array,
): Promise<Uint8Array> {
  const key = await deriveContentKey(ikm, {
    salt,
    keyLabel: labelOf('Content-Encoding: aes128gcm'),
    nonceLabel: labelOf('Content-Encoding: nonce'),
  })
  const split = splitRecords(records, { recordBytes, leastBytes: TAG_BYTES + 1 })
  const opened: Uint8Array[] = []
  for (const [sequence, record] of split.entries()) {
    const delimiter = sequence === split.length - 1 ? LAST_RECORD : OTHER_RECORD
    opened.push(withoutPadding(await key.open(record, sequence), delimiter))
  }
  return concatBytes(...opened)
}

/** Returns the text before the delimiter; only zeros may follow it (RFC 8188 section 2). */
function withoutPadding(record: Uint8Array, delimiter: number): Uint8Array {
  const end = record.findLastIndex((byte) => byte !== 0)
  if (record[end] !== delimiter)
    throw new PushDecryptionError('badPadding', 'a record has an invalid delimiter')
  return record.subarray(0, end)
}

function malformed(message: string): PushDecryptionError {
  return new PushDecryptionError('malformedHeader', message)
}
