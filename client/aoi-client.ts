import type { Argon2id } from '../protocol/token.ts'
import type { Urgency } from '../protocol/urgency.ts'
import type { ClientLog } from './client-log.ts'
import type { NotificationHandler, ParkedNotification } from './client-notification.ts'
import type { ClientState } from './client-state.ts'
import type { ClientClock } from './clock.ts'
import type { AoiPushManager } from './push/push-api.ts'
import type { ClientStorage } from './storage/client-storage.ts'

/** A registered Client Application instance. */
export type ClientAppRegistration = {
  readonly applicationName: string
  readonly instance: string
  /** The Client App Token, for the Server Application to address. */
  readonly token: string
  /** Where notification requests go, when the AOI Server says so. */
  readonly aoiServerUrl: string | undefined
  readonly webPushEndpoint: string | undefined
  /** What the AOI Server said on registration: `OK`, or a warning. */
  readonly desc: string
  /**
   * Attaches the one handler of this instance and hands over what is waiting, in order, one at a time. The answer
   * detaches it; the call under way gets its signal aborted and is waited for before another handler is called: handled
   * when it returns, handed over again when it throws. Throws when a handler is attached.
   */
  onNotification(handler: NotificationHandler): () => void
  /** Called when a notification is parked: the handler refused it 5 times. The answer stops it. */
  onParked(listener: (parked: ParkedNotification) => void): () => void
  /** Called when the registration is gone other than by `unregister`. The answer stops it. */
  onRevoked(listener: (reason: string) => void): () => void
  listParked(): ParkedNotification[]
  /** Puts a parked notification in line again, with new attempts. */
  retryParked(id: string): Promise<void>
  /**
   * Leaves. The last instance of a token leaves the AOI Server too: the promise waits for that, and when it is given
   * up or the process ends before, the next session does it.
   */
  unregister(wait?: WaitOptions): Promise<void>
}

export type WaitOptions = {
  signal?: AbortSignal | undefined
  /** Rejects with `timeout` after this many milliseconds; without it, waits for as long as it takes. */
  timeoutMs?: number | undefined
}

export type RegisterInput = WaitOptions & {
  /** Normalised to NFC. 1 to 255 bytes of UTF-8. */
  applicationName: string
  /**
   * Everyone with the same seed gets the same token. Without it the token is this instance's own. 16 bytes of UTF-8 or
   * more, which nobody can guess.
   */
  tokenSeed?: string | undefined
  /** True lets in a seed of fewer than 16 bytes that a group has already; `desc` warns of it. */
  allowShortSeed?: boolean | undefined
  /** Only this sender (P-256 point, base64url) may send. */
  vapidKey?: string | undefined
  /** `''` (the same token at every provider) or the origin of one provider. */
  tokenScope?: string | undefined
  /** Default true: what is sent is derived from the seed, which stays here. `false` sends the seed itself. */
  split?: boolean | undefined
  /**
   * Default false. True shows the AOI Server a proof in place of what is sent for the seed (`docs/protocol.md` section
   * 4.3), so that it sees no seed at all. It must know `serverUrl` as one of its origins.
   */
  tokenProof?: boolean | undefined
  /** Tells instances of one application on this AOI Client apart, also across restarts. Default `default`. */
  instance?: string | undefined
}

export type AoiClient = {
  readonly state: ClientState
  /** Called on each change of state. The answer stops it. */
  onState(listener: (state: ClientState) => void): () => void
  /**
   * Registers a Client Application instance, or resumes it: the same application, instance and seed after a restart
   * give the same registration, without the AOI Server. Waits for the connection where it needs one.
   * Rejects with `AoiClientError`: `400`, `401`, `timeout`, `closed`, `storage`; with the signal's reason when aborted.
   */
  register(input: RegisterInput): Promise<ClientAppRegistration>
  /**
   * Web Push for a Client Application, in the shape of the W3C Push API; the same one each time. One instance has one
   * subscription: `instance` tells several apart.
   */
  pushManager(applicationName: string, options?: { instance?: string | undefined }): AoiPushManager
  /** Every instance registered here, including those of earlier runs; `push:` begins those of push managers. */
  listRegistrations(): Promise<ClientAppRegistration[]>
  /** Waits for running handlers (5 s at most), acknowledges what is journaled, and closes the storage. */
  close(): Promise<void>
}

export type AoiClientOptions = {
  /** Origin of the AOI Server. */
  serverUrl: string
  /** Where credential, registrations and journal are kept. The AOI Client closes it. */
  storage: ClientStorage
  /** Shown to the operator of the AOI Server. */
  deviceInfo?: { name?: string; platform?: string } | undefined
  /** Sent with the AOI Client registration, where the operator lets AOI Clients in by code. Not kept. */
  enrolmentCode?: string | undefined
  /** What is less urgent waits at the AOI Server until something comes that is not, and then comes before it. */
  minimumUrgency?: Urgency | undefined
  argon2id?: Argon2id | undefined
  clock?: ClientClock | undefined
  /** Uniform in [0, 1). */
  random?: (() => number) | undefined
  log?: ClientLog | undefined
  /** Further options of `socket.io-client`, such as `ca` or `extraHeaders`. */
  socketOptions?: Record<string, unknown> | undefined
}
