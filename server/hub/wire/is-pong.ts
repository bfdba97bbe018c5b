const FIN_TEXT = 0x81
const MASKED_ONE_BYTE = 0x81
const BYTES = 7
const PONG = '3'.charCodeAt(0)

/** Returns true if the bytes of a client are exactly one frame with Engine.IO's `pong` (3). */
export function isPong(bytes: Buffer): boolean {
  if (bytes.length !== BYTES || bytes[0] !== FIN_TEXT || bytes[1] !== MASKED_ONE_BYTE) return false
  return ((bytes[2] ?? 0) ^ (bytes[6] ?? 0)) === PONG
}
