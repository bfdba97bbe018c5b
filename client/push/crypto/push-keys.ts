import { p256 } from '@noble/curves/nist.js'
import { randomBytes } from '@noble/hashes/utils.js'
import { toBase64url } from '../../../protocol/base64url.ts'
import type { P256Key } from '../../../protocol/p256-key.ts'

/** A subscription's keys (RFC 8291 section 2): the P-256 pair and the authentication secret of 16 bytes. */
export type PushKeys = P256Key & { auth: Uint8Array<ArrayBuffer> }

export const PUSH_AUTH_BYTES = 16

/** New keys for a subscription of one instance. */
export function makePushKeys(): PushKeys {
  return pushKeysOf({ privateKey: p256.utils.randomSecretKey(), auth: randomBytes(PUSH_AUTH_BYTES) })
}

/**
 * Makes the keys of a private scalar. Always computes the public point: with a point that does not match the scalar,
 * senders would encrypt to one key and the client would decrypt with another. Throws `RangeError`.
 */
export function pushKeysOf({ privateKey, auth }: { privateKey: Uint8Array; auth: Uint8Array }): PushKeys {
  // A scalar without its leading zeros (`ECDH.getPrivateKey()` of Node strips them) is the same number.
  if (privateKey.byteLength > 32) throw new RangeError('privateKey: must be at most 32 bytes')
  if (auth.byteLength !== PUSH_AUTH_BYTES) throw new RangeError('auth: must be 16 bytes')
  const scalar = new Uint8Array(32)
  scalar.set(privateKey, 32 - privateKey.byteLength)
  if (!p256.utils.isValidSecretKey(scalar)) throw new RangeError('privateKey: must be a P-256 scalar')
  return { privateKey: scalar, publicKey: p256.getPublicKey(scalar, false), auth: new Uint8Array(auth) }
}

/**
 * The ECDH secret (32 bytes) with the sender's public point, which must be on the curve. Uses WebCrypto, whose running
 * time reveals nothing about the scalar. The key is imported with the computed point, since not every browser checks
 * it.
 */
export async function agreeOnSecret(
  keys: PushKeys,
  senderPoint: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const { subtle } = globalThis.crypto
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: toBase64url(keys.privateKey),
    x: toBase64url(keys.publicKey.subarray(1, 33)),
    y: toBase64url(keys.publicKey.subarray(33)),
  }
  const [own, sender] = await Promise.all([
    subtle.importKey('jwk', jwk, curve, false, ['deriveBits']),
    subtle.importKey('raw', senderPoint, curve, false, []),
  ])
  return new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: sender }, own, 256))
}
