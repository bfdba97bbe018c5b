import { findBase64urlBytes, toBase64url } from '../../protocol/base64url.ts'
import type { StoredSubscription } from '../journal/journal-state.ts'
import type { WaitOptions } from '../wait-options.ts'
import type { PushKeys } from './crypto/push-keys.ts'
import { pushKeysOf } from './crypto/push-keys.ts'
import type { AoiPushSubscription, PushRotation, PushSubscriptionJson, RotateInput } from './push-api.ts'

export type PushSubscriptionParts = {
  token: string
  endpoint: string
  vapidKey: string | undefined
  stored: StoredSubscription
  isRetiring: () => boolean
  unsubscribe: (wait: WaitOptions) => Promise<boolean>
  rotate: (input: RotateInput) => Promise<PushRotation>
}

/** A subscription, read from the journal. */
export class PushSubscription implements AoiPushSubscription {
  readonly endpoint: string
  readonly expirationTime = null
  readonly options: AoiPushSubscription['options']
  readonly token: string
  readonly keys: PushKeys
  readonly #parts: PushSubscriptionParts

  constructor(parts: PushSubscriptionParts) {
    const { privateKey, auth, userVisibleOnly } = parts.stored
    this.#parts = parts
    this.token = parts.token
    this.endpoint = parts.endpoint
    this.keys = pushKeysOf({ privateKey: bytesOf(privateKey), auth: bytesOf(auth) })
    const applicationServerKey = parts.vapidKey === undefined ? null : bytesOf(parts.vapidKey).buffer
    this.options = { userVisibleOnly, applicationServerKey }
  }

  get isRetiring(): boolean {
    return this.#parts.isRetiring()
  }

  getKey(name: 'p256dh' | 'auth'): ArrayBuffer {
    return new Uint8Array(name === 'auth' ? this.keys.auth : this.keys.publicKey).buffer
  }

  toJSON(): PushSubscriptionJson {
    const keys = { p256dh: toBase64url(this.keys.publicKey), auth: toBase64url(this.keys.auth) }
    return { endpoint: this.endpoint, expirationTime: this.expirationTime, keys }
  }

  unsubscribe(wait: WaitOptions = {}): Promise<boolean> {
    return this.#parts.unsubscribe(wait)
  }

  rotate(input: RotateInput): Promise<PushRotation> {
    return this.#parts.rotate(input)
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(findBase64urlBytes(text) ?? [])
}
