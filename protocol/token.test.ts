import { p256 } from '@noble/curves/nist.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findBase64urlBytes, toBase64url } from './base64url.ts'
import { toScalar } from './p256-key.ts'
import { clientAppTokenSchema } from './registration.ts'
import { SCALAR_VECTORS, TOKEN_PROOF_VECTORS } from './testing/token-vectors.ts'
import type { Argon2id } from './token.ts'
import { deriveSharedToken, isVapidKey, sharedToken, uniqueToken } from './token.ts'

/** Replaces Argon2id in tests of the framing alone: injective in (password, salt), and quick. */
const quick: Argon2id = async (password, salt) => sha256(concatBytes(sha256(password), salt))

type Identity = {
  applicationName: string
  tokenSeed: string
  tokenScope: string
  vapidKey: string | undefined
}
const IDENTITY_KEYS = ['applicationName', 'tokenSeed', 'tokenScope', 'vapidKey'] as const

const text = fc.string({ minLength: 1, maxLength: 24, unit: 'grapheme' })
const identity: fc.Arbitrary<Identity> = fc.record({
  applicationName: text,
  tokenSeed: text,
  tokenScope: fc.constantFrom('', 'https://a.example', 'https://b.example'),
  vapidKey: fc.option(fc.integer({ min: 1, max: 1000 }).map(vapidKeyOf), { nil: undefined }),
})

describe('AOI-token-v1', () => {
  it.each(SCALAR_VECTORS)('reduces $c48 to a scalar', ({ c48, d }) => {
    expect(bytesToHex(toScalar(hexToBytes(c48)))).toBe(d)
  })

  it.each(TOKEN_PROOF_VECTORS)(
    'names in $clientAppToken the registration key that signed its proof',
    (vector) => {
      const pkReg = findBase64urlBytes(vector.pk) ?? new Uint8Array()
      const { applicationName, vapidKey, scope: tokenScope } = vector
      expect(sharedToken({ applicationName, pkReg, vapidKey, tokenScope })).toBe(vector.clientAppToken)
      const signature = findBase64urlBytes(vector.sigRFC6979) ?? new Uint8Array()
      const digest = hexToBytes(vector.transcriptSha256)
      expect(p256.verify(signature, digest, pkReg, { prehash: false, lowS: false })).toBe(true)
    },
  )

  it('derives another token for another application, seed, scope or VAPID key', async () => {
    await fc.assert(
      fc.asyncProperty(identity, identity, fc.constantFrom(...IDENTITY_KEYS), async (one, other, key) => {
        fc.pre(one[key] !== other[key])
        expect(await tokenOf({ ...one, [key]: other[key] })).not.toBe(await tokenOf(one))
      }),
      { numRuns: 60 },
    )
  })

  it('separates the application from the seed and the scope', async () => {
    const joined = fc.string({ minLength: 3, maxLength: 40, unit: 'grapheme-ascii' })
    await fc.assert(
      fc.asyncProperty(joined, fc.nat(), async (whole, at) => {
        const cut = 1 + (at % (whole.length - 2))
        const inputs = [cut, cut + 1].flatMap((index) => {
          const [applicationName, rest] = [whole.slice(0, index), whole.slice(index)]
          return [
            { applicationName, tokenSeed: rest },
            { applicationName, tokenSeed: 'seed', tokenScope: rest },
          ]
        })
        const tokens = await Promise.all(inputs.map((input) => deriveSharedToken(quick, input)))
        expect(new Set(tokens).size).toBe(4)
      }),
      { numRuns: 60, examples: [['abc', 0]] },
    )
  })

  it('does not derive the token from the token in place of the seed', async () => {
    await fc.assert(
      fc.asyncProperty(identity, async (input) => {
        const token = await tokenOf(input)
        expect(await tokenOf({ ...input, tokenSeed: token })).not.toBe(token)
      }),
      { numRuns: 30 },
    )
  })

  it('never lets a unique token look shared', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (random32) => {
        const token = uniqueToken(random32)
        expect(clientAppTokenSchema.safeParse(token).success).toBe(true)
        expect(token.startsWith('u1')).toBe(true)
      }),
    )
    expect(() => uniqueToken(new Uint8Array(31))).toThrow(RangeError)
  })

  it('refuses a VAPID key that is not on the curve, before the costly step', async () => {
    const good = vapidKeyOf(7)
    const bytes = findBase64urlBytes(good) ?? new Uint8Array()
    const offCurve = toBase64url(bytes.map((byte, index) => (index === 64 ? byte ^ 1 : byte)))
    const otherwiseWritten = `${good.slice(0, -1)}${nextLetter(good.slice(-1))}`
    const keys = [good, offCurve, otherwiseWritten, good.slice(0, 44), '']
    expect(keys.map(isVapidKey)).toEqual([true, false, false, false, false])
    const unused: Argon2id = () => Promise.reject(new Error('Argon2id was called'))
    const input = { applicationName: 'a', tokenSeed: 'b', vapidKey: offCurve }
    await expect(deriveSharedToken(unused, input)).rejects.toThrow('vapidKey: must be a point on P-256')
  })

  it('refuses lone surrogates, whose UTF-8 form is ambiguous', async () => {
    const refused = [
      { applicationName: '\ud800', tokenSeed: 'seed' },
      { applicationName: 'app', tokenSeed: 'seed\udc00' },
      { applicationName: 'app', tokenSeed: 'seed', tokenScope: '\ud800' },
    ]
    for (const input of refused)
      await expect(deriveSharedToken(quick, input)).rejects.toThrow('lone surrogate')
  })
})

function tokenOf({ vapidKey, ...input }: Identity): Promise<string> {
  return deriveSharedToken(quick, vapidKey === undefined ? input : { ...input, vapidKey })
}

function vapidKeyOf(scalar: number): string {
  return toBase64url(p256.getPublicKey(hexToBytes(scalar.toString(16).padStart(64, '0')), false))
}

/** The next letter of the alphabet differs only in the spare bits: another spelling of the same bytes. */
function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet.charAt(alphabet.indexOf(letter) + 1)
}
