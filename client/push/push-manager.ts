import { toBase64url } from '../../protocol/base64url.ts'
import { nextRootSeed } from '../../protocol/seed.ts'
import type { Argon2id } from '../../protocol/token.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientLog } from '../client-log.ts'
import type { ClientClock } from '../clock.ts'
import type { Journal } from '../journal/journal.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import type { RegistrationRequest } from '../registrations/registration-request.ts'
import { makeRegistrationRequest } from '../registrations/registration-request.ts'
import type { Registrations } from '../registrations/registrations.ts'
import type { WaitOptions } from '../wait-options.ts'
import type { Patience } from '../waiting.ts'
import { withWait } from '../waiting.ts'
import { readApplicationServerKey } from './application-server-key.ts'
import { PUSH_ENCODINGS } from './crypto/decrypt-push.ts'
import { makePushKeys } from './crypto/push-keys.ts'
import type { DrainWatch } from './drain-watch.ts'
import type {
  AoiPushManager,
  AoiPushSubscription,
  PushEvents,
  PushListener,
  PushRotation,
  RotateInput,
  SubscribeInput,
} from './push-api.ts'
import { PushListeners } from './push-listeners.ts'
import type { SubscribedInstance } from './subscribed-instances.ts'
import { SubscribedInstances } from './subscribed-instances.ts'

export type PushParts = { journal: Journal; registrations: Registrations; drains: DrainWatch }

export type PushManagerParts = {
  applicationName: string
  instance: string
  argon2id: Argon2id
  clock: ClientClock
  log: ClientLog
  started: Promise<PushParts>
}

type AddRequest = { request: RegistrationRequest; userVisibleOnly: boolean; instead?: SubscribedInstance }

/** The subscription of one Client Application instance, and those that it has moved on from. */
export class PushManager implements AoiPushManager {
  readonly supportedContentEncodings = PUSH_ENCODINGS
  readonly #parts: PushManagerParts
  readonly #listeners = new PushListeners()
  readonly #subscribed: Promise<SubscribedInstances>
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: PushManagerParts) {
    this.#parts = parts
    const { applicationName, instance, log } = parts
    this.#subscribed = parts.started.then(
      (started) =>
        new SubscribedInstances({
          ...started,
          applicationName,
          instance,
          log,
          listeners: this.#listeners,
          rotate: (old, input) => this.#inTurn(input, (patience) => this.#rotate({ old, input }, patience)),
        }),
    )
    // The caller of a method reports the error.
    this.#subscribed.catch(() => undefined)
  }

  subscribe(input: SubscribeInput = {}): Promise<AoiPushSubscription> {
    return this.#inTurn(input, (patience) => this.#subscribe(input, patience))
  }

  async getSubscription(): Promise<AoiPushSubscription | null> {
    return (await this.#subscribed).findCurrent()?.subscription ?? null
  }

  async permissionState(): Promise<'granted'> {
    return 'granted'
  }

  addEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#listeners.add(type, listener)
    this.#attach()
  }

  removeEventListener<Type extends keyof PushEvents>(type: Type, listener: PushListener<Type>): void {
    this.#listeners.remove(type, listener)
    this.#attach()
  }

  #attach(): void {
    this.#subscribed.then(
      (subscribed) => subscribed.attach(),
      () => undefined,
    )
  }

  async #subscribe(input: SubscribeInput, patience: Patience): Promise<AoiPushSubscription> {
    const subscribed = await this.#subscribed
    const { tokenSeed, tokenScope, tokenProof, userVisibleOnly = false } = input
    const vapidKey = readApplicationServerKey(input.applicationServerKey)
    const request = await this.#makeRequest({ tokenSeed, tokenScope, vapidKey, tokenProof })
    const found = subscribed.find(request)
    if (found !== undefined) return found.subscription
    if (subscribed.findCurrent() !== undefined) {
      throw new AoiClientError('400', 'a subscription with other options exists: unsubscribe it first')
    }
    return (await this.#add({ request, userVisibleOnly }, patience)).subscription
  }

  async #rotate(
    { old, input }: { old: SubscribedInstance; input: RotateInput },
    patience: Patience,
  ): Promise<PushRotation> {
    const { vapidKey, tokenScope } = old.token
    const request = await this.#makeRequest({ tokenSeed: input.tokenSeed, tokenScope, vapidKey })
    if (request.split === undefined || request.expectedToken !== old.local.token) {
      throw new AoiClientError('400', 'tokenSeed: must be the seed of this subscription')
    }
    const tokenSeed = nextRootSeed(request.split.root)
    const { tokenProof } = input
    const next = await this.#makeRequest({ tokenSeed, tokenScope, vapidKey, tokenProof })
    const subscribed = await this.#subscribed
    const { userVisibleOnly } = old.subscription.options
    const found = subscribed.find(next)
    const { subscription } =
      found ?? (await this.#add({ request: next, userVisibleOnly, instead: old }, patience))
    return { tokenSeed, subscription, retire: (wait = {}) => this.#retire(old, wait) }
  }

  async #retire({ local, subscription }: SubscribedInstance, wait: WaitOptions): Promise<void> {
    const { drains } = await this.#parts.started
    const { token: clientAppToken, instance } = local
    await withWait({ wait, clock: this.#parts.clock }, async ({ signal }) => {
      await drains.whenDrained({ clientAppToken, instance }, signal)
      await subscription.unsubscribe({ signal })
    })
  }

  /** Registers, and keeps the keys. The subscription that this one replaces is retiring from then on. */
  async #add(
    { request, userVisibleOnly, instead }: AddRequest,
    patience: Patience,
  ): Promise<SubscribedInstance> {
    const { journal, registrations } = await this.#parts.started
    const local = await registrations.register(request, patience)
    if (local.webPushEndpoint === undefined) {
      throw new AoiClientError('503', 'this AOI Server does not accept Web Push')
    }
    const { split } = request
    const keys = split === undefined ? makePushKeys() : { ...split, privateKey: split.p256dhPrivateKey }
    const added: JournalRecord = {
      kind: 'subscribed',
      clientAppToken: local.token,
      instance: local.instance,
      privateKey: toBase64url(keys.privateKey),
      auth: toBase64url(keys.auth),
      userVisibleOnly,
      isRetiring: false,
    }
    await journal.append(instead === undefined ? [added] : [added, retiring(instead)], 'synced')
    return (await this.#subscribed).take(local)
  }

  #makeRequest(asked: {
    tokenSeed: string | undefined
    tokenScope: string | undefined
    vapidKey: string | undefined
    tokenProof?: boolean | undefined
  }): Promise<RegistrationRequest> {
    const { argon2id, applicationName, instance } = this.#parts
    return makeRegistrationRequest(argon2id, { ...asked, applicationName, instance, webPush: true })
  }

  /** Runs calls one after another, so that two concurrent calls get the same subscription. */
  #inTurn<Result>(wait: WaitOptions, run: (patience: Patience) => Promise<Result>): Promise<Result> {
    return withWait({ wait, clock: this.#parts.clock }, (patience) => {
      const turn = this.#turn.then(() => {
        patience.signal.throwIfAborted()
        return run(patience)
      })
      this.#turn = turn.catch(() => undefined)
      return turn
    })
  }
}

function retiring({ local, stored }: SubscribedInstance): JournalRecord {
  const { token: clientAppToken, instance } = local
  return { kind: 'subscribed', clientAppToken, instance, ...stored, isRetiring: true }
}
