import type { ClientAppRegistration } from '../aoi-client.ts'
import type { NotificationHandler, ParkedNotification } from '../client-notification.ts'
import type { StoredNotification } from '../journal/journal-record.ts'
import type { HeldNotification, TokenState } from '../journal/journal-state.ts'
import { Listeners } from '../listeners.ts'
import type { WaitOptions } from '../wait-options.ts'
import type { ClientParts } from './instance-queue.ts'
import { InstanceQueue } from './instance-queue.ts'
import { toClientNotification } from './stored-notification.ts'

export type LocalInstanceParts = ClientParts & {
  token: TokenState
  instance: string
  leave: (wait: WaitOptions) => Promise<void>
}

/** One Client Application instance on this AOI Client. */
export class LocalInstance implements ClientAppRegistration {
  readonly applicationName: string
  readonly instance: string
  readonly token: string
  readonly desc: string
  readonly #parts: LocalInstanceParts
  readonly #queue: InstanceQueue
  readonly #parked: Listeners<ParkedNotification>
  readonly #revoked: Listeners<string>

  constructor(parts: LocalInstanceParts) {
    const { token, instance, log } = parts
    const onError = () =>
      log({ level: 'error', event: 'listenerFailed', clientAppToken: token.clientAppToken })
    this.#parts = parts
    this.#parked = new Listeners(onError)
    this.#revoked = new Listeners(onError)
    this.applicationName = token.applicationName
    this.instance = instance
    this.token = token.clientAppToken
    this.desc = token.desc
    this.#queue = new InstanceQueue({ ...parts, onParked: (parked) => this.#parked.emit(parked) })
  }

  /** These change when the AOI Server moves to another address. */
  get aoiServerUrl(): string | undefined {
    return this.#registered.aoiServerUrl
  }

  get webPushEndpoint(): string | undefined {
    return this.#registered.webPushEndpoint
  }

  onNotification(handler: NotificationHandler): () => void {
    return this.#queue.attach(handler)
  }

  onParked(listener: (parked: ParkedNotification) => void): () => void {
    return this.#parked.add(listener)
  }

  onRevoked(listener: (reason: string) => void): () => void {
    return this.#revoked.add(listener)
  }

  get waiting(): number {
    return this.#held.filter(({ waiting }) => waiting.has(this.instance)).length
  }

  listParked(): ParkedNotification[] {
    return this.#held.flatMap(({ notification, parked }) => {
      const one = parked.get(this.instance)
      if (one === undefined) return []
      return [
        {
          instance: this.instance,
          notification: toClientNotification(this.#parts.token, notification),
          ...one,
        },
      ]
    })
  }

  async retryParked(id: string): Promise<void> {
    const held = this.#parts.journal.state.tokens.get(this.token)?.held.get(id)
    if (held?.parked.has(this.instance) !== true) return
    const record = { kind: 'retried' as const, clientAppToken: this.token, id, instance: this.instance }
    await this.#parts.journal.append([record], 'synced')
    this.#queue.enqueue(held.notification)
  }

  unregister(wait: WaitOptions = {}): Promise<void> {
    return this.#parts.leave(wait)
  }

  get #held(): HeldNotification[] {
    return [...(this.#parts.journal.state.tokens.get(this.token)?.held.values() ?? [])]
  }

  /** Returns the registration as the journal has it, or its last state once it is over. */
  get #registered(): TokenState {
    return this.#parts.journal.state.tokens.get(this.token) ?? this.#parts.token
  }

  /** Queues a notification that is on storage. */
  enqueue(notification: StoredNotification): void {
    this.#queue.enqueue(notification)
  }

  /** The storage has caught up with the state: queues every waiting notification. */
  resume(): void {
    this.#queue.resume()
  }

  /** The AOI Server has ended the registration. */
  revoke(reason: string): void {
    void this.#queue.close()
    this.#revoked.emit(reason)
  }

  /** Hands over nothing more; settles when the call under way has ended. */
  close(): Promise<void> {
    return this.#queue.close()
  }
}
