import type { WaitOptions } from '../aoi-client.ts'
import type { ClientNotification, HandlerContext } from '../client-notification.ts'
import type { PushDecryptionError } from './crypto/push-decryption-error.ts'
import type { PushMessageData } from './push-message-data.ts'

export type SubscribeInput = WaitOptions & {
  /** Kept and given back; what the application shows is its own affair. Default false. */
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

/** The seed of the subscription that is to be moved on from, and how its next is registered. */
export type RotateInput = WaitOptions & {
  tokenSeed: string
  tokenProof?: boolean | undefined
}

/** What `JSON.stringify` makes of a subscription: what libraries that send Web Push take. */
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
  /** Another subscription has taken its place (`rotate`), and this one is read to its end. */
  readonly isRetiring: boolean
  getKey(name: 'p256dh' | 'auth'): ArrayBuffer
  toJSON(): PushSubscriptionJson
  /** Ends it. False when it was over before. */
  unsubscribe(wait?: WaitOptions): Promise<boolean>
  /**
   * Moves on to the next seed (`docs/protocol.md` section 4.3). Every member that does so gets the same next seed,
   * endpoint and keys. Messages of both subscriptions arrive until `retire`. May be called again, also after a restart.
   * Rejects with `AoiClientError('400')` when `tokenSeed` is not the seed of this subscription.
   */
  rotate(input: RotateInput): Promise<PushRotation>
}

export type PushRotation = {
  /** The next seed: keep it in place of the one before. */
  tokenSeed: string
  subscription: AoiPushSubscription
  /**
   * To be called when senders have the next subscription: waits until the AOI Server has said twice (25 seconds apart)
   * that nothing more waits for the one before, and ends it. What is parked goes with it.
   */
  retire(wait?: WaitOptions): Promise<void>
}

/** A push message, decrypted. */
export type AoiPushEvent = {
  readonly type: 'push'
  /** Null when the message had no body. */
  readonly data: PushMessageData | null
  readonly subscription: AoiPushSubscription
  /** Its id, seq and times; `id` is the same each time that it comes. */
  readonly notification: Pick<ClientNotification, 'clientAppToken' | 'id' | 'seq' | 'sentAt' | 'expiresAt'>
  readonly attempt: HandlerContext['attempt']
  readonly signal: HandlerContext['signal']
  /** The message counts as handled when this has resolved, and comes again when it rejects. */
  waitUntil(promise: Promise<unknown>): void
}

/** A message that could not be decrypted. It does not come again. */
export type AoiMessageErrorEvent = {
  readonly type: 'messageerror'
  readonly error: PushDecryptionError
  readonly subscription: AoiPushSubscription
  readonly notification: AoiPushEvent['notification']
}

/** A subscription is over without having been asked. */
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

/** A listener; what it returns is waited for as by `waitUntil`. */
export type PushListener<Type extends keyof PushEvents> = (event: PushEvents[Type]) => unknown

/** One subscription of one Client Application instance, in the shape of the W3C Push API. */
export type AoiPushManager = {
  readonly supportedContentEncodings: readonly string[]
  /**
   * Subscribes, or gives the subscription there is, also after a restart. Rejects with `AoiClientError`: `400` when the
   * subscription there is has other options or these are not valid, else as `AoiClient.register`.
   */
  subscribe(input?: SubscribeInput): Promise<AoiPushSubscription>
  /** The subscription that is not retiring. */
  getSubscription(): Promise<AoiPushSubscription | null>
  /** Always `granted`: an AOI Client asks nobody. */
  permissionState(): Promise<'granted'>
  /** Messages are handed over, in order, one at a time, once there is a listener for `push`; until then they wait. */
  addEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void
  removeEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void
}
