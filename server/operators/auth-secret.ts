import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const BYTES = 32

/** The secret that signs cookies and encrypts TOTP seeds, kept in the data directory (0600); made the first time. */
export function ensureAuthSecret(dataDirectory: string): string {
  const path = join(dataDirectory, 'auth-secret')
  try {
    // Exclusively, so that of two that start at once one makes it and both read it.
    writeFileSync(path, randomBytes(BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8')
}
