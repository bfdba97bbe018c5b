import { p256 } from '@noble/curves/nist.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBase64urlBytes, toBase64url } from './base64url.ts'
import { TOKEN_PROOF_VECTORS } from './testing/token-vectors.ts'
import type { TokenProofStatement } from './token-proof.ts'
import { signTokenProof, tokenProofDigest, verifyTokenProof } from './token-proof.ts'

const { secretKey: dReg } = p256.keygen()
const pkReg = toBase64url(p256.getPublicKey(dReg, false))
const statement = {
  origin: 'https://push.example',
  applicationName: 'com.example.news',
  tokenScope: 'https://push.example',
  aoiClientId: 'ac_AAAAAAAAAAAAAAAAAAAAAA',
  nonce: toBase64url(new Uint8Array(16).fill(7)),
  vapidKey: toBase64url(p256.getPublicKey(p256.utils.randomSecretKey(), false)),
} satisfies TokenProofStatement

describe('a token proof', () => {
  it.each(TOKEN_PROOF_VECTORS)('has the transcript and the signature of the test vectors', (vector) => {
    const { serverOrigin: origin, scope: tokenScope, pk, transcriptSha256, sigRFC6979 } = vector
    const transcript = { ...vector, origin, tokenScope }
    expect(bytesToHex(tokenProofDigest(transcript))).toBe(transcriptSha256)
    expect(verifyTokenProof(sigRFC6979, { ...transcript, pkReg: pk })).toBe(true)
  })

  it('proves the key that signed it, and no other', () => {
    const { vapidKey, tokenScope, ...bare } = statement
    for (const said of [statement, bare]) {
      expect(verifyTokenProof(signTokenProof(dReg, said), { ...said, pkReg })).toBe(true)
      expect(verifyTokenProof(signTokenProof(dReg, said), { ...said, pkReg: vapidKey })).toBe(false)
    }
  })

  it.each([
    { origin: 'https://other.example' },
    { applicationName: 'com.example.other' },
    { tokenScope: '' },
    { aoiClientId: 'ac_BBBBBBBBBBBBBBBBBBBBBB' },
    { nonce: toBase64url(new Uint8Array(16)) },
    { vapidKey: undefined },
  ])('proves nothing for the invalid %o', (other) => {
    expect(verifyTokenProof(signTokenProof(dReg, statement), { ...statement, pkReg, ...other })).toBe(false)
  })

  it('proves nothing when any bit is changed, and never throws', () => {
    const proof = { signature: signTokenProof(dReg, statement), pkReg }
    const holds = (said: typeof proof) =>
      verifyTokenProof(said.signature, { ...statement, pkReg: said.pkReg })
    fc.assert(
      fc.property(fc.constantFrom('pkReg', 'signature'), fc.nat(519), (part, bit) => {
        const bytes = findBase64urlBytes(proof[part]) ?? new Uint8Array()
        const at = (bit >> 3) % bytes.byteLength
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7))
        expect(holds({ ...proof, [part]: toBase64url(bytes) })).toBe(false)
      }),
      { numRuns: 40 },
    )
    fc.assert(
      fc.property(fc.string(), fc.string(), (signature, point) => {
        expect(holds({ signature, pkReg: point })).toBe(false)
      }),
    )
  })
})
