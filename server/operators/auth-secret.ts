import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '#protocol/code-of.ts'

const BYTES = 32

/**
 * Returns the secret that signs cookies and encrypts TOTP seeds. It is kept in the data directory (0600), and made the
 * first time.
 */
export function ensureAuthSecret(dataDirectory: string): string {
  const path = join(dataDirectory, 'auth-secret')
  try {
    // The flag is exclusive: if two processes start at once, one makes the secret and both read it.
    writeFileSync(path, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8')
}
