import { deliveredElementsOf } from '../../protocol/label-schemas.ts'
import { AoiClientError } from '../aoi-client-error.ts'
import type { ClientLog } from '../client-log.ts'
import type { ClientNotification, HandlerContext } from '../client-notification.ts'
import type { LocalInstance } from '../delivery/local-instance.ts'
import type { Journal } from '../journal/journal.ts'
import type { StoredSubscription, TokenState } from '../journal/journal-state.ts'
import type { RegistrationRequest } from '../registrations/registration-request.ts'
import type { Registrations } from '../registrations/registrations.ts'
import type { WaitOptions } from '../wait-options.ts'
import { PushDecryptionError } from './crypto/push-decryption-error.ts'
import { openNotification } from './open-notification.ts'
import type { PushRotation, RotateInput } from './push-api.ts'
import type { PushListeners } from './push-listeners.ts'
import type { PushMessageData } from './push-message-data.ts'
import { PushSubscription } from './push-subscription.ts'

/** A registration with its subscription. */
export type SubscribedInstance = {
  local: LocalInstance
  token: TokenState
  stored: StoredSubscription
  subscription: PushSubscription
  detach: (() => void) | undefined
}

export type SubscribedInstancesParts = {
  journal: Journal
  registrations: Registrations
  applicationName: string
  instance: string
  log: ClientLog
  listeners: PushListeners
  rotate: (old: SubscribedInstance, input: RotateInput) => Promise<PushRotation>
}

/** The subscriptions of one Client Application instance as the journal has them, and the delivery of their messages. */
export class SubscribedInstances {
  readonly #parts: SubscribedInstancesParts
  /** Key: Client App Token. */
  readonly #all = new Map<string, SubscribedInstance>()

  constructor(parts: SubscribedInstancesParts) {
    this.#parts = parts
    const { registrations, applicationName, instance } = parts
    for (const local of registrations.list()) {
      const isOurs = local.applicationName === applicationName && local.instance === instance
      if (isOurs && this.#findStored(local) !== undefined) this.take(local)
    }
  }

  /** Returns the subscription that is not retiring. */
  findCurrent(): SubscribedInstance | undefined {
    return [...this.#all.values()].find(({ subscription }) => !subscription.isRetiring)
  }

  /** Returns the subscription that the request would create again. */
  find({ expectedToken, message }: RegistrationRequest): SubscribedInstance | undefined {
    if (expectedToken !== undefined) return this.#all.get(expectedToken)
    const { vapidKey, tokenScope = '' } = message
    return [...this.#all.values()].find(
      ({ local, token }) =>
        local.token.startsWith('u1') && token.vapidKey === vapidKey && token.tokenScope === tokenScope,
    )
  }

  /** Adds a registration whose keys are in the journal. */
  take(local: LocalInstance): SubscribedInstance {
    const token = this.#parts.journal.state.tokens.get(local.token)
    const stored = this.#findStored(local)
    const endpoint = local.webPushEndpoint
    if (token === undefined || stored === undefined || endpoint === undefined) {
      throw new AoiClientError('closed', 'the subscription has ended')
    }
    const subscription: PushSubscription = new PushSubscription({
      token: local.token,
      endpoint,
      vapidKey: token.vapidKey,
      stored,
      isRetiring: () => this.#findStored(local)?.isRetiring === true,
      unsubscribe: (wait) => this.#unsubscribe(taken, wait),
      rotate: (input) => this.#parts.rotate(taken, input),
    })
    const taken: SubscribedInstance = { local, token, stored, subscription, detach: undefined }
    this.#all.set(local.token, taken)
    local.onRevoked((reason) => this.#onRevoked(taken, reason))
    this.attach()
    return taken
  }

  /** Hands over messages while there is a listener. */
  attach(): void {
    const { listeners } = this.#parts
    for (const one of this.#all.values()) {
      if (listeners.hasPushListeners) {
        one.detach ??= one.local.onNotification((notification, context) =>
          this.#handOver(one, { notification, context }),
        )
      } else {
        one.detach?.()
        one.detach = undefined
      }
    }
  }

  async #handOver(
    { subscription }: SubscribedInstance,
    { notification, context }: { notification: ClientNotification; context: HandlerContext },
  ): Promise<void> {
    const { clientAppToken, id, seq, sentAt, expiresAt } = notification
    const named = { clientAppToken, id, seq, sentAt, expiresAt, ...deliveredElementsOf(notification) }
    let data: PushMessageData | null
    try {
      data = await openNotification(subscription.keys, notification)
    } catch (error) {
      if (!(error instanceof PushDecryptionError)) throw error
      // A retry would not make it readable.
      this.#parts.log({ level: 'warn', event: 'pushNotDecrypted', clientAppToken, id, code: error.code })
      const event = { type: 'messageerror' as const, error, subscription, notification: named }
      return this.#parts.listeners.emit('messageerror', { event })
    }
    const lasting: Promise<unknown>[] = []
    const waitUntil = (promise: Promise<unknown>) => void lasting.push(promise)
    const event = { type: 'push' as const, data, subscription, notification: named, ...context, waitUntil }
    await this.#parts.listeners.emit('push', { event, lasting })
  }

  async #unsubscribe(one: SubscribedInstance, wait: WaitOptions): Promise<boolean> {
    if (this.#all.get(one.local.token) !== one) return false
    this.#all.delete(one.local.token)
    await this.#parts.registrations.leave(one.local, wait)
    return true
  }

  #onRevoked({ local, subscription }: SubscribedInstance, reason: string): void {
    this.#all.delete(local.token)
    const type = 'pushsubscriptionchange'
    const event = { type, oldSubscription: subscription, newSubscription: null, reason } as const
    this.#parts.listeners.emit(type, { event }).catch(() => {
      this.#parts.log({ level: 'error', event: 'listenerFailed', clientAppToken: local.token })
    })
  }

  #findStored({ token, instance }: LocalInstance): StoredSubscription | undefined {
    return this.#parts.journal.state.tokens.get(token)?.subscriptions.get(instance)
  }
}
