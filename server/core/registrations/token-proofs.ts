import { randomBytes } from 'node:crypto'
import { LIMITS, type TokenProof } from '#protocol'
import { findP256Point } from '#protocol/p256-key.ts'
import { type TokenProofStatement, verifyTokenProof } from '#protocol/token-proof.ts'
import type { Clock } from '../clock.ts'
import { AoiError } from '../errors.ts'

const NONCE_BYTES = 16

type Issued = { aoiClientId: string; endsAt: number }

/** The nonces that AOI Clients asked for, each for one proof; in memory, oldest first. */
export class TokenProofs {
  readonly #clock: Clock
  readonly #issued = new Map<string, Issued>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A nonce for one proof of this AOI Client, within so many seconds. */
  issue(aoiClientId: string): { nonce: string; expiresIn: number } {
    this.#makeRoom(aoiClientId)
    const nonce = randomBytes(NONCE_BYTES).toString('base64url')
    const expiresIn = LIMITS.tokenProofNonceSeconds
    this.#issued.set(nonce, { aoiClientId, endsAt: this.#clock.monotonic() + expiresIn * 1000 })
    return { nonce, expiresIn }
  }

  /** Uses the proof's nonce up, and answers the registration key that it proves, in 65 bytes. Throws `invalid`. */
  take(proof: TokenProof, about: Omit<TokenProofStatement, 'nonce' | 'origin'>): Uint8Array {
    const { nonce, origin, pkReg, signature } = proof
    const issued = this.#issued.get(nonce)
    this.#issued.delete(nonce)
    if (issued?.aoiClientId !== about.aoiClientId || issued.endsAt <= this.#clock.monotonic()) {
      throw new AoiError('invalid', 'tokenProof.nonce: is not known, was used or has ended')
    }
    const point = findP256Point(pkReg)
    if (point === undefined) throw new AoiError('invalid', 'tokenProof.pkReg: must be a point on P-256')
    if (verifyTokenProof(signature, { ...about, nonce, origin, pkReg })) return point
    throw new AoiError('invalid', 'tokenProof.signature: does not hold')
  }

  #makeRoom(aoiClientId: string): void {
    const now = this.#clock.monotonic()
    for (const [nonce, { endsAt }] of this.#issued) {
      if (endsAt > now && this.#issued.size < LIMITS.tokenProofNoncesKept) break
      this.#issued.delete(nonce)
    }
    const own = [...this.#issued].filter(([, issued]) => issued.aoiClientId === aoiClientId)
    const excess = own.slice(0, Math.max(0, own.length + 1 - LIMITS.tokenProofNoncesPerClient))
    for (const [nonce] of excess) this.#issued.delete(nonce)
  }
}
