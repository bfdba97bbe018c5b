import type { Argon2id } from '../protocol/token.ts'
import type { Urgency } from '../protocol/urgency.ts'
import type { ClientLog } from './client-log.ts'
import type { NotificationHandler, ParkedNotification } from './client-notification.ts'
import type { ClientState } from './client-state.ts'
import type { ClientClock } from './clock.ts'
import type { AoiPushManager } from './push/push-api.ts'
import type { ClientStorage } from './storage/client-storage.ts'
import type { WaitOptions } from './wait-options.ts'

/** A registered Client Application instance. */
export type ClientAppRegistration = {
  readonly applicationName: string
  readonly instance: string
  /** The Client App Token, for the Server Application to address. */
  readonly token: string
  /** Where notification requests go, when the AOI Server says so. */
  readonly aoiServerUrl: string | undefined
  readonly webPushEndpoint: string | undefined
  /** The `desc` of the AOI Server's answer to the registration: `OK`, or a warning. */
  readonly desc: string
  /**
   * Attaches the one handler of this instance and hands over waiting notifications in order, one at a time. Returns a
   * function that detaches the handler. Detaching aborts the signal of a running call, and the next handler starts only
   * after that call has ended. The running notification is handled if the call returns, and handed over again if it
   * throws. Throws if a handler is attached already.
   */
  onNotification(handler: NotificationHandler): () => void
  /**
   * Calls the listener when a notification is parked: the handler refused it 5 times. Returns a function that
   * unsubscribes.
   */
  onParked(listener: (parked: ParkedNotification) => void): () => void
  /** Calls the listener when the registration ends other than by `unregister`. Returns a function that unsubscribes. */
  onRevoked(listener: (reason: string) => void): () => void
  /** How many notifications wait for this instance's handler, without the parked ones. */
  readonly waiting: number
  listParked(): ParkedNotification[]
  /** Puts a parked notification in line again, with new attempts. */
  retryParked(id: string): Promise<void>
  /**
   * Leaves. The last instance of a token deregisters at the AOI Server too, and the promise waits for that. If the wait
   * is given up or the process ends first, the next session deregisters.
   */
  unregister(wait?: WaitOptions): Promise<void>
}

export type RegisterInput = WaitOptions & {
  /** Normalised to NFC. 1 to 255 bytes of UTF-8. */
  applicationName: string
  /**
   * Everyone with the same seed gets the same token; without a seed the token belongs to this instance alone. At least
   * 16 bytes of UTF-8 that nobody can guess.
   */
  tokenSeed?: string | undefined
  /** True accepts a seed of fewer than 16 bytes that a group already uses; `desc` then has a warning. */
  allowShortSeed?: boolean | undefined
  /** Only this sender (P-256 point, base64url) may send. */
  vapidKey?: string | undefined
  /** True: any sender of Web Push may post to `webPushEndpoint`, as long as there is no `vapidKey`. */
  webPush?: boolean | undefined
  /** `''` (the same token at every provider) or the origin of one provider. */
  tokenScope?: string | undefined
  /**
   * Default true: the AOI Client derives the seed on the wire from this seed, which never leaves it. `false` sends this
   * seed.
   */
  split?: boolean | undefined
  /**
   * Default false. True sends a proof in place of the seed on the wire (`docs/protocol.md` section 4.3), so that the
   * AOI Server sees no seed. The AOI Server must know `serverUrl` as one of its origins.
   */
  tokenProof?: boolean | undefined
  /**
   * Names this registration to senders, in the deliveries of their notifications: 1 to 128 bytes without control
   * characters. A later call changes the label of a shared token.
   */
  label?: string | undefined
  /** Tells instances of one application on this AOI Client apart, also across restarts. Default `default`. */
  instance?: string | undefined
}

export type AoiClient = {
  readonly state: ClientState
  /** Calls the listener on each change of state. Returns a function that unsubscribes. */
  onState(listener: (state: ClientState) => void): () => void
  /**
   * Registers a Client Application instance, or resumes it. The same application, instance and seed give the same
   * registration after a restart, without a request to the AOI Server. Waits for the connection if it needs one.
   * Rejects with `AoiClientError` (`400`, `401`, `timeout`, `closed`, `storage`), or with the signal's reason if
   * aborted.
   */
  register(input: RegisterInput): Promise<ClientAppRegistration>
  /**
   * Web Push for a Client Application, in the shape of the W3C Push API. Returns the same object each time. An instance
   * has one subscription; `instance` tells several apart.
   */
  pushManager(applicationName: string, options?: { instance?: string | undefined }): AoiPushManager
  /** All instances registered here, including those of earlier runs. Instances of push managers begin with `push:`. */
  listRegistrations(): Promise<ClientAppRegistration[]>
  /** Waits for running handlers (5 s at most), acknowledges the journaled notifications, and closes the storage. */
  close(): Promise<void>
}

export type AoiClientOptions = {
  /** URL of the AOI Server: an origin, or one with a path. */
  serverUrl: string
  /** Where credential, registrations and journal are kept. The AOI Client closes it. */
  storage: ClientStorage
  /** Shown to the operator of the AOI Server. */
  deviceInfo?: { name?: string; platform?: string } | undefined
  /** Sent with the AOI Client registration, for operators that admit AOI Clients only by code. Not kept. */
  enrolmentCode?: string | undefined
  /**
   * The AOI Server holds back less urgent notifications until an urgent one arrives, and then delivers them before it.
   */
  minimumUrgency?: Urgency | undefined
  argon2id?: Argon2id | undefined
  clock?: ClientClock | undefined
  /** Uniform in [0, 1). */
  random?: (() => number) | undefined
  log?: ClientLog | undefined
  /** Further options of `socket.io-client`, such as `ca` or `extraHeaders`. */
  socketOptions?: Record<string, unknown> | undefined
}
