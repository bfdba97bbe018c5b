import { toBase64url } from '../../protocol/base64url.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import type { SubscribeInput } from './push-api.ts'

/**
 * Returns the VAPID key in the form of registrations. Throws `AoiClientError('400')`. A later step checks that it is on
 * the curve.
 */
export function readApplicationServerKey(key: SubscribeInput['applicationServerKey']): string | undefined {
  if (key === undefined || key === null) return undefined
  // Some senders' tools add padding, which carries no information.
  if (typeof key === 'string') return key.replace(/={1,2}$/, '')
  const bytes =
    key instanceof ArrayBuffer
      ? new Uint8Array(key)
      : new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
  if (bytes.byteLength === 65) return toBase64url(bytes)
  throw new AoiClientError('400', 'applicationServerKey: must be a P-256 point of 65 bytes')
}
