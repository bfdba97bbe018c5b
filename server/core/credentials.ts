import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, base64url (43 characters). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 of a secret in hex, the only stored form. Secrets are 256 random bits, so a slow hash is not needed. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

/** Compares in constant time; `storedHash` is hex of SHA-256. */
export function secretMatches(secret: string, storedHash: string): boolean {
  return timingSafeEqual(hash('sha256', secret, 'buffer'), Buffer.from(storedHash, 'hex'))
}

/** The hash for unknown ids: their check takes as long as that of a wrong secret. */
export const NO_SECRET_HASH = hashSecret('')
