import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, it } from 'vitest'
import { toBase64url } from '../base64url.ts'
import { nextRootSeed, splitSeed } from '../seed.ts'
import type { Argon2id } from '../token.ts'
import { deriveRegistrationKey, deriveSharedToken } from '../token.ts'
import { APP_KEYS_VECTORS, NEXT_SEED_VECTORS, REGISTRATION_VECTORS } from './token-vectors.ts'

/** The tests that every Argon2id for the derivation must pass: all vectors, field by field. */
export function runArgon2idContract(name: string, argon2id: Argon2id): void {
  describe(`AOI-token-v1 with ${name} Argon2id`, () => {
    it.each(REGISTRATION_VECTORS)('derives $clientAppToken', async (vector) => {
      const { type, vapidKey, scope, ...expected } = vector
      const input = {
        applicationName: vector.applicationName,
        tokenSeed: vector.tokenSeed,
        tokenScope: scope ?? '',
      }
      const key = await deriveRegistrationKey(argon2id, input)
      const token = await deriveSharedToken(argon2id, vapidKey === undefined ? input : { ...input, vapidKey })
      expect({
        applicationName: input.applicationName,
        tokenSeed: input.tokenSeed,
        salt: bytesToHex(key.salt),
        prk: bytesToHex(key.prk),
        dReg: bytesToHex(key.dReg),
        pkReg: toBase64url(key.pkReg),
        clientAppToken: token,
      }).toEqual(expected)
    })

    it.each(APP_KEYS_VECTORS)('splits the root seed of $clientAppToken', async (vector) => {
      const { type, ...expected } = vector
      const { applicationName, rootSeed } = vector
      const keys = await splitSeed(argon2id, { applicationName, rootSeed })
      expect({
        applicationName,
        rootSeed,
        root: bytesToHex(keys.root),
        wireSeed: keys.wireSeed,
        dUa: bytesToHex(keys.p256dhPrivateKey),
        p256dh: toBase64url(keys.p256dh),
        auth: toBase64url(keys.auth),
        clientAppToken: await deriveSharedToken(argon2id, { applicationName, tokenSeed: keys.wireSeed }),
      }).toEqual(expected)
    })

    it.each(NEXT_SEED_VECTORS)('derives the seed after the one of $clientAppToken', async (vector) => {
      const { type, ...expected } = vector
      const { applicationName, rootSeed } = vector
      const next = nextRootSeed((await splitSeed(argon2id, { applicationName, rootSeed })).root)
      const keys = await splitSeed(argon2id, { applicationName, rootSeed: next })
      expect({
        applicationName,
        rootSeed,
        nextRootSeed: next,
        p256dh: toBase64url(keys.p256dh),
        auth: toBase64url(keys.auth),
        clientAppToken: await deriveSharedToken(argon2id, { applicationName, tokenSeed: keys.wireSeed }),
      }).toEqual(expected)
    })
  })
}
