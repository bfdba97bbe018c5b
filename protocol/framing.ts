import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** First element of every hash of the derivation. */
export const TOKEN_VERSION = 'AOI-token-v1'

/** SHA-256 over length-prefixed elements (4 bytes, big-endian), so that no two lists have the same encoding. */
export function hashElements(elements: readonly (string | Uint8Array)[]): Uint8Array {
  return sha256(concatBytes(...elements.map(lengthPrefixed)))
}

function lengthPrefixed(element: string | Uint8Array): Uint8Array {
  const bytes = typeof element === 'string' ? utf8ToBytes(element) : element
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.byteLength)
  return concatBytes(length, bytes)
}
