import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import type { BrowserKeys } from '../store.ts'

const SALT_BYTES = 16
const POINT_BYTES = 65
const TAG_BYTES = 16
/** Marks the last record (RFC 8188, 2). */
const LAST_RECORD = 2
const RECORD_BYTES = 4096

/**
 * Encrypts a body for a subscription as a sender of Web Push does (RFC 8291, `aes128gcm`, one record). The body may
 * itself be a group's ciphertext. So the message reaches a receiver whose browser knows nothing of the group. Zeros
 * pad the body to `paddedBytes`, so that its size says less.
 */
export function wrapBody(body: Uint8Array, keys: BrowserKeys, paddedBytes = 0): Buffer {
  const sender = createECDH('prime256v1')
  const senderPoint = sender.generateKeys()
  const receiverPoint = Buffer.from(keys.p256dh, 'base64url')
  const secret = sender.computeSecret(receiverPoint)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiverPoint, senderPoint])
  const ikm = derive({ key: secret, salt: Buffer.from(keys.auth, 'base64url'), info, bytes: 32 })
  const salt = randomBytes(SALT_BYTES)
  const key = derive({ key: ikm, salt, info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: 16 })
  const nonce = derive({ key: ikm, salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 })
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const padding = Buffer.alloc(1 + Math.max(0, paddedBytes - body.byteLength))
  padding.writeUInt8(LAST_RECORD)
  const sealed = [cipher.update(body), cipher.update(padding), cipher.final()]
  const bytes = body.byteLength + padding.byteLength + TAG_BYTES
  return Buffer.concat([headerOf({ salt, senderPoint, bytes }), ...sealed, cipher.getAuthTag()])
}

/**
 * Writes the header. A body that does not fit into one record of RFC 8291 gets a larger record, which browsers accept.
 */
function headerOf(parts: { salt: Buffer; senderPoint: Buffer; bytes: number }): Buffer {
  const sizes = Buffer.alloc(5)
  sizes.writeUInt32BE(Math.max(RECORD_BYTES, parts.bytes))
  sizes.writeUInt8(POINT_BYTES, 4)
  return Buffer.concat([parts.salt, sizes, parts.senderPoint])
}

function derive(from: { key: Uint8Array; salt: Uint8Array; info: Uint8Array; bytes: number }): Buffer {
  return Buffer.from(hkdfSync('sha256', from.key, from.salt, from.info, from.bytes))
}
