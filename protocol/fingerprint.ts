import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Hex digits of a fingerprint: enough for a person to tell tokens apart, too few to address anything. */
export const FINGERPRINT_DIGITS = 6

/** The first six hex digits of SHA-256. Pages and logs show it in place of a Client App Token or an epoch. */
export function fingerprint(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, FINGERPRINT_DIGITS)
}
