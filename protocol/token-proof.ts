import { p256 } from '@noble/curves/nist.js'
import { findBase64urlBytes, toBase64url } from './base64url.ts'
import { hashElements } from './framing.ts'
import { findP256Point } from './p256-key.ts'
import { toUtf8 } from './token.ts'

/** First element of the signed text. */
const PROOF_VERSION = 'AOI-tokenProof-v1'

/** The content of a `tokenProof` (`docs/protocol.md` section 4.3): for one server, by one AOI Client, once. */
export type TokenProofStatement = {
  /** As the AOI Server sent it. */
  nonce: string
  /** The origin of the AOI Server, as the AOI Client knows it. */
  origin: string
  applicationName: string
  tokenScope?: string | undefined
  aoiClientId: string
  vapidKey?: string | undefined
}

/** SHA-256 of the signed text. Throws `RangeError` if `vapidKey` is no point on the curve, or for a lone surrogate. */
export function tokenProofDigest(statement: TokenProofStatement): Uint8Array {
  const { nonce, origin, applicationName, tokenScope = '', aoiClientId, vapidKey } = statement
  const vapidPoint = vapidKey === undefined ? new Uint8Array() : findP256Point(vapidKey)
  if (vapidPoint === undefined) throw new RangeError('vapidKey: must be a point on P-256 in base64url')
  return hashElements([
    PROOF_VERSION,
    toUtf8('origin', origin),
    toUtf8('ApplicationName', applicationName),
    toUtf8('tokenScope', tokenScope),
    toUtf8('aoiClientId', aoiClientId),
    toUtf8('nonce', nonce),
    vapidPoint,
  ])
}

/** ES256 by the registration key, deterministic (RFC 6979); `r ‖ s` in base64url. Throws as `tokenProofDigest`. */
export function signTokenProof(dReg: Uint8Array, statement: TokenProofStatement): string {
  return toBase64url(p256.sign(tokenProofDigest(statement), dReg, { prehash: false, lowS: false }))
}

/**
 * True if `signature` signs the statement with the registration key whose public point is `pkReg`. False for any
 * malformed `signature` or `pkReg`. Throws as `tokenProofDigest`.
 */
export function verifyTokenProof(
  signature: string,
  statement: TokenProofStatement & { pkReg: string },
): boolean {
  const bytes = findBase64urlBytes(signature)
  const point = findP256Point(statement.pkReg)
  if (bytes?.byteLength !== 64 || point === undefined) return false
  return p256.verify(bytes, tokenProofDigest(statement), point, { prehash: false, lowS: false })
}
