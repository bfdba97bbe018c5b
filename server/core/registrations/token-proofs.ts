import { createHash, randomBytes } from 'node:crypto'
import { LIMITS, type TokenProof } from '#protocol'
import { findP256Point } from '#protocol/p256-key.ts'
import { type TokenProofStatement, verifyTokenProof } from '#protocol/token-proof.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'
import type { Store } from '../store.ts'

const NONCE_BYTES = 16

type Parts = { store: Pick<Store, 'keepNonce' | 'takeNonce'>; clock: Clock }

/**
 * Nonces of AOI Clients, each for one proof. They are in the database, so that any node accepts another node's nonce.
 */
export class TokenProofs {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Issues a nonce for one proof of this AOI Client, valid for `expiresIn` seconds. */
  async issue(aoiClientId: string): Promise<{ nonce: string; expiresIn: number }> {
    const { store, clock } = this.#parts
    const nonce = randomBytes(NONCE_BYTES).toString('base64url')
    const expiresIn = LIMITS.tokenProofNonceSeconds
    await store.keepNonce({ nonceHash: hash(nonce), aoiClientId, expiresAt: clock.now() + expiresIn * 1000 })
    return { nonce, expiresIn }
  }

  /** Uses up the proof's nonce. Returns the proved registration key in 65 bytes. Throws `invalid`. */
  async take(proof: TokenProof, about: Omit<TokenProofStatement, 'nonce' | 'origin'>): Promise<Uint8Array> {
    const { store, clock } = this.#parts
    const { nonce, origin, pkReg, signature } = proof
    const kept = await store.takeNonce(hash(nonce))
    if (kept?.aoiClientId !== about.aoiClientId || kept.expiresAt <= clock.now()) {
      throw new AoiError('invalid', 'tokenProof.nonce: is unknown, used or expired')
    }
    const point = findP256Point(pkReg)
    if (point === undefined) throw new AoiError('invalid', 'tokenProof.pkReg: must be a point on P-256')
    if (verifyTokenProof(signature, { ...about, nonce, origin, pkReg })) return point
    throw new AoiError('invalid', 'tokenProof.signature: is not valid')
  }
}

function hash(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex')
}
