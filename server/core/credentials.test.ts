import { describe, expect, it } from 'vitest'
import { hashSecret, NO_SECRET_HASH, newSecret, secretMatches } from './credentials.ts'

describe('credentials', () => {
  it('makes a new secret of 256 bits each time', () => {
    const secrets = Array.from({ length: 100 }, newSecret)
    expect(new Set(secrets).size).toBe(100)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').byteLength).toBe(32)
  })

  it('stores only the SHA-256 of a secret, and verifies the secret by it', () => {
    const secret = newSecret()
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(secretMatches(secret, hashSecret(secret))).toBe(true)
    expect(secretMatches(newSecret(), hashSecret(secret))).toBe(false)
    expect(secretMatches(hashSecret(secret), hashSecret(secret))).toBe(false)
  })

  it('accepts no secret for an AOI Client that does not exist', () => {
    expect(secretMatches(newSecret(), NO_SECRET_HASH)).toBe(false)
  })
})
