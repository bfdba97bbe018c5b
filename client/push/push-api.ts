import type { DeliveredElement } from '../../protocol/label-schemas.ts'
import type { ClientNotification, HandlerContext } from '../client-notification.ts'
import type { WaitOptions } from '../wait-options.ts'
import type { PushDecryptionError } from './crypto/push-decryption-error.ts'
import type { PushMessageData } from './push-message-data.ts'

export type SubscribeInput = WaitOptions & {
  /** Kept and returned, but not enforced: the application decides what it shows. Default false. */
  userVisibleOnly?: boolean | undefined
  /** Only this sender (its VAPID public key: P-256 point of 65 bytes, or that in base64url) may send. */
  applicationServerKey?: string | ArrayBuffer | ArrayBufferView | null | undefined
  /** Members of one seed get one endpoint and one pair of keys. Without it both are this instance's own. */
  tokenSeed?: string | undefined
  /** `''` (the same token at every provider) or the origin of one provider. */
  tokenScope?: string | undefined
  /** As in `AoiClient.register`. */
  tokenProof?: boolean | undefined
}

/** The seed of the current subscription, and how the next one is registered. */
export type RotateInput = WaitOptions & {
  tokenSeed: string
  tokenProof?: boolean | undefined
}

/** The JSON form of a subscription, as libraries that send Web Push take it. */
export type PushSubscriptionJson = {
  endpoint: string
  expirationTime: number | null
  keys: { p256dh: string; auth: string }
}

/** A subscription in the shape of the W3C Push API. */
export type AoiPushSubscription = {
  readonly endpoint: string
  /** Always null: a subscription does not end by itself. */
  readonly expirationTime: number | null
  readonly options: {
    readonly userVisibleOnly: boolean
    readonly applicationServerKey: ArrayBuffer | null
  }
  /** The Client App Token behind the endpoint: JSON may be sent to it too. */
  readonly token: string
  /** Another subscription has replaced this one (`rotate`), which still receives its last messages. */
  readonly isRetiring: boolean
  getKey(name: 'p256dh' | 'auth'): ArrayBuffer
  toJSON(): PushSubscriptionJson
  /** Ends the subscription. Returns false if it was over before. */
  unsubscribe(wait?: WaitOptions): Promise<boolean>
  /**
   * Moves on to the next seed (`docs/protocol.md` section 4.3). Every member that does so gets the same next seed,
   * endpoint and keys. Messages of both subscriptions arrive until `retire`. May be called again, also after a restart.
   * Rejects with `AoiClientError('400')` if `tokenSeed` is not the seed of this subscription.
   */
  rotate(input: RotateInput): Promise<PushRotation>
}

export type PushRotation = {
  /** The next seed. The application keeps it in place of the old one. */
  tokenSeed: string
  subscription: AoiPushSubscription
  /**
   * To be called once the senders use the next subscription. Waits until two heartbeats of the AOI Server (25 seconds
   * apart) show that nothing waits for the old one, then ends it. Parked messages are lost with it.
   */
  retire(wait?: WaitOptions): Promise<void>
}

/** A push message, decrypted. */
export type AoiPushEvent = {
  readonly type: 'push'
  /** Null when the message had no body. */
  readonly data: PushMessageData | null
  readonly subscription: AoiPushSubscription
  /** Id, seq, times and trace. A message that comes again has the same `id`. */
  readonly notification: Pick<
    ClientNotification,
    'clientAppToken' | 'id' | 'seq' | 'sentAt' | 'expiresAt' | DeliveredElement
  >
  readonly attempt: HandlerContext['attempt']
  readonly signal: HandlerContext['signal']
  /** The message counts as handled when this promise resolves, and comes again if it rejects. */
  waitUntil(promise: Promise<unknown>): void
}

/** A message that could not be decrypted. It does not come again. */
export type AoiMessageErrorEvent = {
  readonly type: 'messageerror'
  readonly error: PushDecryptionError
  readonly subscription: AoiPushSubscription
  readonly notification: AoiPushEvent['notification']
}

/** A subscription ended without a request of this application. */
export type AoiPushSubscriptionChangeEvent = {
  readonly type: 'pushsubscriptionchange'
  readonly oldSubscription: AoiPushSubscription
  readonly newSubscription: null
  readonly reason: string
}

export type PushEvents = {
  push: AoiPushEvent
  messageerror: AoiMessageErrorEvent
  pushsubscriptionchange: AoiPushSubscriptionChangeEvent
}

/** A listener. The message waits for its returned promise, as with `waitUntil`. */
export type PushListener<Type extends keyof PushEvents> = (event: PushEvents[Type]) => unknown

/** One subscription of one Client Application instance, in the shape of the W3C Push API. */
export type AoiPushManager = {
  readonly supportedContentEncodings: readonly string[]
  /**
   * Subscribes, or returns the existing subscription, also after a restart. Rejects with `AoiClientError`: `400` if the
   * existing subscription has other options or these are not valid, otherwise as `AoiClient.register`.
   */
  subscribe(input?: SubscribeInput): Promise<AoiPushSubscription>
  /** The subscription that is not retiring. */
  getSubscription(): Promise<AoiPushSubscription | null>
  /** Always `granted`: an AOI Client asks nobody. */
  permissionState(): Promise<'granted'>
  /** Once there is a listener for `push`, messages are handed over in order, one at a time; until then they wait. */
  addEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void
  removeEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void
}
