import { createHash } from 'node:crypto'
import { FINGERPRINT_DIGITS } from '#protocol/fingerprint.ts'

/** `fingerprint` of the protocol with Node's hash: it takes a tenth of the time, which matters for many rows. */
export function tokenFingerprint(clientAppToken: string): string {
  return createHash('sha256').update(clientAppToken).digest('hex').slice(0, FINGERPRINT_DIGITS)
}
