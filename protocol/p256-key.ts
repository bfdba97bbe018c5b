import { p256 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { findBase64urlBytes } from './base64url.ts'

/** A P-256 key pair: the scalar in 32 bytes, the uncompressed public point in 65. */
export type P256Key = { privateKey: Uint8Array; publicKey: Uint8Array }

/** HKDF-SHA-256 with empty salt. */
export function expandKey(input: Uint8Array, expansion: { info: string; bytes: number }): Uint8Array {
  return hkdf(sha256, input, undefined, utf8ToBytes(expansion.info), expansion.bytes)
}

/** `(int(bytes) mod (n-1)) + 1`: a private scalar, with negligible bias from 48 bytes (FIPS 186-5, A.2.1). */
export function toScalar(bytes: Uint8Array): Uint8Array {
  const order = p256.Point.Fn.ORDER
  const scalar = (BigInt(`0x${bytesToHex(bytes)}`) % (order - 1n)) + 1n
  return hexToBytes(scalar.toString(16).padStart(64, '0'))
}

/** Derives the key pair for the label `info` from `input`. */
export function deriveP256Key(input: Uint8Array, info: string): P256Key {
  const privateKey = toScalar(expandKey(input, { info, bytes: 48 }))
  return { privateKey, publicKey: p256.getPublicKey(privateKey, false) }
}

/** Decodes a public key of 65 bytes in canonical base64url; `undefined` unless it is a point on the curve. */
export function findP256Point(text: string): Uint8Array | undefined {
  const bytes = findBase64urlBytes(text)
  return bytes !== undefined && bytes.byteLength === 65 && p256.utils.isValidPublicKey(bytes, false)
    ? bytes
    : undefined
}
