/** The parts of `http_ece` (Mozilla's encrypted content encodings) that tests use; it brings no types. */
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto'

  type Parameters = {
    version: 'aes128gcm' | 'aesgcm'
    /** The receiver's public key. */
    dh?: Uint8Array
    privateKey?: ECDH
    authSecret?: Uint8Array
    salt?: Uint8Array
    rs?: number
    pad?: number
    key?: Uint8Array
    keyid?: string
  }

  export function encrypt(plaintext: Buffer, parameters: Parameters): Uint8Array
  export function decrypt(body: Buffer, parameters: Parameters): Buffer
}
